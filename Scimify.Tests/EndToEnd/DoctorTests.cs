using System.Net;
using Microsoft.Playwright;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Dialects;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>Somebody whose connection does not work finds the doctor, learns what to repair, and sees that it is repaired.</summary>
[Collection(JourneyTests.Name)]
public sealed class DoctorTests(ChromiumFixture chromium)
{
    /// <summary>A run builds a SCIM endpoint of its own, and the machine may be busy.</summary>
    private const int Patience = 90_000;

    [Fact]
    public async Task The_doctor_is_found_in_the_guide_names_what_is_broken_and_gives_a_file_for_reviewers()
    {
        await using var bridge = await Bridge.StartAsync();
        var ada = await bridge.NewUserAsync("ada@example.com");
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Analysts","members":[{"value":"{{ada}}"}]}""");
        await bridge.SettledAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/guide");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Doctor" }).PressAsync("Enter");
        await Expect(page.GetByText("Not checked yet")).ToBeVisibleAsync();
        await page.SettleAsync();
        await PageTests.LookAsync(page, "doctor-not-run");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run the checks" }).PressAsync("Enter");
        var again = page.GetByRole(AriaRole.Button, new() { Name = "Run again" });
        await Expect(again).ToBeVisibleAsync(new() { Timeout = Patience });
        var verdict = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status);
        await Expect(Section(page, "Identity provider to Scimify")).ToContainTextAsync("A group has arrived");
        await Expect(Section(page, "Scimify to Looker")).ToContainTextAsync("The user of the API key has the Admin role.");
        await Expect(verdict).ToContainTextAsync("checks, none failed");
        await Expect(page.Locator(".notice-bad, .tone-bad")).ToHaveCountAsync(0);
        await PageTests.LookAsync(page, "doctor-well");

        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "login", Status: 404, Count: null));
        await bridge.SetAsync(new IntegrationChange { Policies = new PolicyChange { Profile = ScimProfile.Interop } });
        await again.ClickAsync();
        await Expect(verdict).ToContainTextAsync("Looker did not accept the API client ID and secret. Copy both again", new() { Timeout = Patience });
        await PageTests.LookAsync(page, "doctor-broken");
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Test results" }).ClickAsync());
        Assert.Matches(@"^scim-tests-\d{4}-\d\d-\d\d\.html$", file.SuggestedFilename);
        var html = WebUtility.HtmlDecode(await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken));
        Assert.Contains("Okta's SCIM 2.0 test suite", html, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@example.com", html, StringComparison.Ordinal);

        await Expect(verdict).ToContainTextAsync("Entra ID's SCIM validator: 8 of 14 tests failed. If this is your provider, look at the profile");
        await Expect(verdict.GetByRole(AriaRole.Link, new() { Name = "Show API key" })).ToHaveAttributeAsync("href", $"integrations/{bridge.Integration.Id}/settings");

        bridge.Looker.Faults.Clear();
        await again.ClickAsync();
        await Expect(verdict).Not.ToContainTextAsync("API client ID", new() { Timeout = Patience });
        await page.Context.CloseAsync();
    }

    private static ILocator Section(IPage page, string title) => page.GetByRole(AriaRole.Region, new() { Name = title });
}
