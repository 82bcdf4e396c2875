using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>What people do all day: filter, page, follow links, switch the theme, use the keyboard.</summary>
[Collection(BrowserTests.Name)]
public sealed class UseTests(ChromiumFixture chromium, SeededConsole console)
{
    private const string Light = "rgb(251, 251, 252)";
    private const string Dark = "rgb(16, 17, 22)";

    [Fact]
    public async Task Filters_and_pages_live_in_the_address()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/users");
        await Expect(page.GetByText("1–50 of 128")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(page.GetByText("50 of 128", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"/users\?after=[\w-]+$"));

        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync("LUCÍA");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).PressAsync("Enter");
        await Expect(page.GetByText("1–9 of 9")).ToBeVisibleAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("after="));

        await page.ReloadAsync();
        await page.SettleAsync();
        await Expect(page.GetByText("1–9 of 9")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" })).ToHaveValueAsync("LUCÍA");

        await page.GetByLabel("Sync state").SelectOptionAsync("Held");
        await Expect(page.GetByText("Nothing matches")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear all filters" }).ClickAsync();
        await Expect(page.GetByText("1–50 of 128")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_persons_last_week_leaves_as_a_file_in_four_clicks()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, "/provisioning-log");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync("lucía");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).PressAsync("Enter");
        await page.Locator("button.filter-chip", new() { HasText = "Period" }).ClickAsync();
        // The address changes before the links of the page do, so what is clicked is asked for its own address.
        var lastWeek = page.GetByRole(AriaRole.Link, new() { Name = "Last 7 days" });
        await Expect(lastWeek).ToHaveAttributeAsync("href", new Regex("q=luc"));
        await lastWeek.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var csv = page.GetByRole(AriaRole.Link, new() { Name = "CSV, for a spreadsheet" });
        await Expect(csv).ToHaveAttributeAsync("href", new Regex("q=luc.*period=7d|period=7d.*q=luc"));
        var download = await page.RunAndWaitForDownloadAsync(() => csv.ClickAsync());

        Assert.Matches(@"^provisioning-log-\d{4}-\d\d-\d\d\.csv$", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.NotEqual(1, lines.Length);
        await Expect(page.Locator("tbody tr:not(details tr)")).ToHaveCountAsync(lines.Length - 1);
        Assert.All(lines.Skip(1), line => Assert.Contains("lucía", line, StringComparison.OrdinalIgnoreCase));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_log_row_leads_to_what_was_done_in_Looker()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/provisioning-log?q={console.Keys.AppliedRequest}");
        await page.GetByRole(AriaRole.Link, new() { Name = "amara.okafor@example.com" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"entry={console.Keys.AppliedRequest}"));
        var drawer = page.GetByRole(AriaRole.Region, new() { Name = "Create user amara.okafor@example.com" });
        await Expect(drawer.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToBeFocusedAsync();
        await Expect(drawer.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "POST /users" }).First).ToContainTextAsync("Looker asked to wait 1 second.");
        await Expect(drawer.GetByText("The value of active was the text")).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "drawer"));
        await PageTests.KeepAsync(page, "log-drawer");
        await page.Keyboard.PressAsync("Escape");
        await Expect(drawer).ToBeHiddenAsync();
        await page.GoBackAsync();
        await drawer.GetByRole(AriaRole.Link, new() { Name = "amara.okafor@example.com" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "In Looker" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_theme_is_kept_over_a_reload()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", Light);
        await page.GetByRole(AriaRole.Button, new() { Name = "your menu" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", Dark);
        await page.ReloadAsync();
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", Dark);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_keyboard_skips_to_the_content_and_closes_a_dialog()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/tokens");
        await Expect(page.Locator("a, button, input").First).ToHaveTextAsync("Skip to the content");
        await page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" }).PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).PressAsync("Enter");
        // The dialog appears a moment before it listens to keys. Once it has the focus, it does.
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Name")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.DialogClosedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task On_a_phone_the_navigation_opens_and_closes_with_the_next_page()
    {
        var page = await console.OpenAsync(chromium.Browser, width: 390);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Audit log" })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu", Exact = true }).ClickAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "menu"));
        await PageTests.KeepAsync(page, "menu-narrow");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit log" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Audit log" })).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Deleting_an_integration_says_what_it_will_do_and_asks_for_its_name()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("2 SCIM tokens will stop working at once.");
        await Expect(dialog).ToContainTextAsync("128 users and 8 groups stay in Looker as they are");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete integration" })).ToBeDisabledAsync();
        await dialog.GetByLabel("Type “Production” to confirm").FillAsync("Production");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete integration" })).ToBeEnabledAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "delete integration"));
        await PageTests.KeepAsync(page, "integration-delete");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Settings" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_changed_setting_is_saved_and_a_wrong_one_is_marked()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Staging}/settings");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Nothing was saved.", new() { Exact = false })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Staging EU");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The settings are saved.")).ToBeVisibleAsync();
        await Expect(Crumbs(page)).ToContainTextAsync("Staging EU");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Staging");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(Crumbs(page).GetByRole(AriaRole.Link, new() { Name = "Staging", Exact = true })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_was_changed_is_not_dropped_without_a_question()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Staging}/settings");
        var group = page.GetByLabel("Group description");
        await group.FillAsync("From the identity provider");
        await page.Locator("input[name=drift][value=repair]").CheckAsync();
        await Expect(page.GetByText("2 unsaved changes")).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "unsaved changes"));
        await PageTests.KeepAsync(page, "integration-settings-unsaved");

        await page.GetByRole(AriaRole.Link, new() { Name = "Users" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("2 changes are lost.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(group).ToHaveValueAsync("From the identity provider");

        await page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(page.GetByText("unsaved change")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Users" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Users" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static ILocator Crumbs(IPage page) => page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumbs" });
}
