using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>Mapping attributes and roles in the console, by Looker's names.</summary>
[Collection(JourneyTests.Name)]
public sealed class MappingTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_mapping_is_chosen_by_name_counted_and_saved()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserInAsync("grace@example.com", "Navy");
        await bridge.NewGroupAsync("Team");
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/mappings");
        await Expect(page.GetByText("No attribute is mapped")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit mappings" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("edit=True", RegexOptions.IgnoreCase));

        await page.GetByRole(AriaRole.Button, new() { Name = "Add attribute" }).ClickAsync();
        await page.GetByLabel("In Looker").SelectOptionAsync("department");
        await page.GetByLabel("Value").FillAsync("shoeSize");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByText("User has no attribute \"shoeSize\".")).ToBeVisibleAsync();
        await page.GetByLabel("Value").FillAsync("department");
        await page.GetByLabel("SCIM group").FillAsync("team");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add group" }).ClickAsync();
        await page.GetByLabel("Add a role to Team").SelectOptionAsync("4");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove the role User from Team" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByText("1 user and 1 group would change")).ToBeVisibleAsync();
        await Expect(page.GetByText("Set the attribute department to “Navy”")).ToBeVisibleAsync();
        Assert.Equal("", bridge.Values("grace@example.com"));
        Assert.Empty(await PageTests.ViolationsAsync(page, "mappings, edited"));
        await PageTests.KeepAsync(page, "mappings-edit", fullPage: true);
        await page.SetViewportSizeAsync(390, 900);
        await page.IsWithinScreenAsync();
        await PageTests.KeepAsync(page, "mappings-edit-narrow", fullPage: true);

        await page.SetViewportSizeAsync(1280, 900);
        await page.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("2 changes are lost.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("2 unsaved changes")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Save mappings…" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("1 user and 1 group would change, with about 4 calls.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save mappings" }).ClickAsync();
        await Expect(page.GetByText("The mappings are saved.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Kept equal")).ToBeVisibleAsync();
        await page.Context.CloseAsync();

        await bridge.SweptAsync();
        await bridge.SettledAsync();
        Assert.Equal(("department=Navy", "Team"), (bridge.Values("grace@example.com"), bridge.GroupsWith("4")));
    }

    [Fact]
    public async Task While_Looker_is_away_the_page_says_so_and_tries_again_when_asked()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "all_user_attributes", Status: 503, Count: null));
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/mappings?edit=true");
        await Expect(page.GetByText("Looker cannot be reached", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await PageTests.ViolationsAsync(page, "mappings, Looker away"));
        await PageTests.KeepAsync(page, "mappings-away", fullPage: true);
        bridge.Looker.Faults.Clear();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.GetByText("No attribute follows SCIM.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Context.CloseAsync();
    }
}
