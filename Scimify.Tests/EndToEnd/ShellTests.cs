using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>What is around every page: the rail, the switcher, the palette, the keys, the menu of the person.</summary>
[Collection(BrowserTests.Name)]
public sealed class ShellTests(ChromiumFixture chromium, SeededConsole console)
{
    [Fact]
    public async Task The_palette_finds_a_person_by_a_part_of_the_name_and_a_page_by_its_own()
    {
        var page = await LiveAsync("/");
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#palette-text")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("amara.okaf");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "amara.okafor@example.com" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "palette"));
        await PageTests.KeepAsync(page, "palette");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/users/"));
        await Expect(page.Locator("#palette")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("/");
        await page.Locator("#palette-text").FillAsync("drift");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Drift", Exact = true })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_palette_finds_a_request_by_its_id_and_says_when_nothing_matches()
    {
        var page = await LiveAsync("/");
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("#palette-text").FillAsync($"{console.Keys.RefusedRequest}");
        await page.GetByRole(AriaRole.Option, new() { Name = $"Request {console.Keys.RefusedRequest}" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/provisioning-log/{console.Keys.RefusedRequest}"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Switching_the_integration_keeps_the_page()
    {
        var page = await LiveAsync($"/integrations/{console.Keys.Production}/users");
        await page.GetByRole(AriaRole.Button, new() { Name = "switch the integration" }).ClickAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "switcher"));
        await PageTests.KeepAsync(page, "switcher");
        await page.GetByRole(AriaRole.Link, new() { Name = "Staging" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/integrations/{console.Keys.Staging}/users$"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "switch the integration" })).ToContainTextAsync("Staging");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_needs_attention_is_one_list_with_a_way_to_each()
    {
        var page = await LiveAsync("/people");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("need attention") }).ClickAsync();
        var list = page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" });
        await Expect(list.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("Staging: credentials rejected.");
        Assert.Empty(await PageTests.ViolationsAsync(page, "attention"));
        await PageTests.KeepAsync(page, "attention");
        await list.GetByRole(AriaRole.Link, new() { NameRegex = new("^Review: Production: 5 changes are held") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Held changes", Level = 1 })).ToBeVisibleAsync();
        await Expect(list).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Keys_lead_to_pages_unless_a_field_has_the_focus()
    {
        var page = await LiveAsync($"/integrations/{console.Keys.Production}");
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "keys"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("u");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Users", Exact = true })).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("f");
        await page.Keyboard.TypeAsync("gd?");
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("gd?");
        await Expect(page).ToHaveURLAsync(new Regex("/users$"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Density_and_theme_are_kept_over_a_reload()
    {
        var page = await LiveAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "your menu" }).ClickAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "user menu"));
        await PageTests.KeepAsync(page, "user-menu");
        await page.GetByRole(AriaRole.Button, new() { Name = "Roomy" }).ClickAsync();
        await page.ReloadAsync();
        await page.SettleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-density", "roomy");
        await page.GetByRole(AriaRole.Button, new() { Name = "your menu" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Roomy" })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compact" }).ClickAsync();
        await page.Context.CloseAsync();
    }

    /// <summary>Whoever has ten tabs open knows them apart.</summary>
    [Fact]
    public async Task Pages_of_integrations_have_titles_of_their_own()
    {
        var page = await LiveAsync($"/integrations/{console.Keys.Production}/users");
        await Expect(page).ToHaveTitleAsync("Users · Production · Scimify");
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Staging}/held");
        await Expect(page).ToHaveTitleAsync("Held changes · Staging · Scimify");
        await page.Context.CloseAsync();
    }

    /// <summary>A page that answers.</summary>
    private async Task<IPage> LiveAsync(string path)
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, path);
        await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();
        return page;
    }
}
