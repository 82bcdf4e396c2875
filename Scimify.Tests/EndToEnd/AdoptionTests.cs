using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Core.Integrations;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>Looker's users and groups in the console: read, listed, decided about, downloaded, protected.</summary>
[Collection(JourneyTests.Name)]
public sealed class AdoptionTests(ChromiumFixture chromium)
{
    private const string Bert = "bert.baker@example.com";

    [Fact]
    public async Task Looker_is_read_looked_through_and_what_is_held_is_decided_there()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Review });
        await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"));
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/adoption");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Looker has not been read" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Read Looker" }).ClickAsync();
        await Expect(page.GetByText("it is a Looker administrator", new() { Exact = false }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Read again" })).ToBeEnabledAsync(new() { Timeout = 20_000 });
        var matches = page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Link, new() { Name = "Matches 1" });
        await Expect(matches).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "adoption"));
        await PageTests.KeepAsync(page, "adoption-review", fullPage: true);
        await matches.ClickAsync();
        await Expect(page.GetByText("1–1 of 1")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("view=matches"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save view…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("To decide");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "To decide" })).ToHaveAttributeAsync("aria-current", "page");

        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV, for a spreadsheet" }).ClickAsync());
        var lines = (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).TrimEnd().Split("\r\n");
        Assert.Equal(2, lines.Length);
        Assert.Contains("\"Bert Baker\",\"bert.baker@example.com\",\"matches\"", lines[1], StringComparison.Ordinal);

        await page.GetByLabel("Select Bert Baker").CheckAsync();
        await PageTests.KeepAsync(page, "adoption-selected", fullPage: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 1…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 account is taken over");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 1 held change" }).ClickAsync();
        await Expect(page.GetByText("1 held change was released.")).ToBeVisibleAsync();
        await bridge.SettledAsync();
        Assert.Equal("Albert", bridge.LookerUser(Bert)!.FirstName);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task While_Looker_is_away_the_page_says_so()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "all_users", Status: 500));
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/adoption");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read Looker" }).ClickAsync();
        await Expect(page.GetByText("Looker could not be read", new() { Exact = false })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_address_is_protected_and_taken_off_the_list()
    {
        await using var bridge = await Bridge.StartAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/protected-accounts");
        await page.GetByLabel("E-mail address in Looker").FillAsync("nobody");
        await page.GetByRole(AriaRole.Button, new() { Name = "Protect", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Must be an e-mail address.")).ToBeVisibleAsync();
        await page.GetByLabel("E-mail address in Looker").FillAsync(Bert);
        await page.GetByRole(AriaRole.Button, new() { Name = "Protect", Exact = true }).ClickAsync();
        await Expect(page.GetByText($"{Bert} is protected.")).ToBeVisibleAsync();
        Assert.Equal(403, (await bridge.PostAsync("/Users", Bridge.UserJson(Bert))).Status);

        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove: {Bert}" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Nobody is listed")).ToBeVisibleAsync();
        Assert.Equal(201, (await bridge.PostAsync("/Users", Bridge.UserJson(Bert))).Status);
        await page.Context.CloseAsync();
    }
}
