using Microsoft.Playwright;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>Only somebody who was shown the cost can switch on deleting in Looker.</summary>
[Collection(JourneyTests.Name)]
public sealed class DeletionImpactTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task The_settings_show_what_it_costs_and_ask_before_deleting_is_switched_on()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserAsync("bert.baker@example.com");
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/settings");
        var delete = page.Locator("input[name=onDelete][value=delete]");
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "search_dashboards", Status: 500));
        await delete.CheckAsync();
        await save.ClickAsync();
        await Expect(page.GetByText("What deletions would cost could not be read from Looker", new() { Exact = false })).ToBeVisibleAsync();

        await save.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("1 person can be deleted in Looker from now on");
        await Expect(dialog).ToContainTextAsync("1 of them owns 2 Looks and 1 dashboard.");
        await Expect(dialog).ToContainTextAsync("1 Look is public: its address stops working.");
        await Expect(dialog).ToContainTextAsync("2 schedules are deleted with them, 1 of which belongs to other people.");
        await Expect(dialog).ToContainTextAsync("Most belongs to bert.baker@example.com (2 Looks, 1 dashboard, 2 schedules).");
        Assert.Empty(await PageTests.ViolationsAsync(page, "deletion-impact"));
        await PageTests.KeepAsync(page, "deletion-impact");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.DialogClosedAsync();

        await page.ReloadAsync();
        await page.SettleAsync();
        await Expect(delete).Not.ToBeCheckedAsync();
        await delete.CheckAsync();
        await save.ClickAsync();
        var agree = dialog.GetByRole(AriaRole.Button, new() { Name = "Delete in Looker from now on" });
        await Expect(agree).ToBeDisabledAsync();
        await dialog.GetByLabel("Type “Sandbox” to confirm").FillAsync("Sandbox");
        await agree.ClickAsync();
        await Expect(page.GetByText("The settings are saved.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.SettleAsync();
        await Expect(delete).ToBeCheckedAsync();
        await page.Context.CloseAsync();
    }
}
