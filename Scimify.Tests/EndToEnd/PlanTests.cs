using Microsoft.Playwright;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>Plan mode in the console: what would be done, and the switch that does it.</summary>
[Collection(JourneyTests.Name)]
public sealed class PlanTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task The_plan_is_shown_and_the_switch_to_live_says_what_it_does()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Plan });
        Assert.Equal("planned", (await bridge.PostAsync("/Users", Bridge.UserJson("new@example.com"))).Sync);
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "See what would be done" }).ClickAsync();
        await Expect(page.GetByText("Take over the account with the address new@example.com, or create it")).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "plan"));
        await PageTests.KeepAsync(page, "plan", fullPage: true);
        await page.SetViewportSizeAsync(390, 900);
        await page.IsWithinScreenAsync();
        await PageTests.KeepAsync(page, "plan-narrow", fullPage: true);

        await page.GetByRole(AriaRole.Button, new() { Name = "Switch to live…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("1 person gets an account in Looker, taken over or new.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Switch to live" }).ClickAsync();
        await Expect(page.GetByText("Live: changes reach Looker at once")).ToBeVisibleAsync();
        await page.Context.CloseAsync();

        await bridge.SettledAsync();
        Assert.NotNull(bridge.LookerUser("new@example.com"));
    }

    [Fact]
    public async Task The_settings_ask_as_well_before_they_switch_to_live()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Plan });
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/settings");
        await page.Locator("input[name=mode][value=live]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Nothing is waiting. Looker stays as it is.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Switch to live" }).ClickAsync();
        await Expect(page.GetByText("The settings are saved.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
