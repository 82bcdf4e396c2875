using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>A list as people use it: sort, choose columns, select, act, and pass the address on.</summary>
[Collection(BrowserTests.Name)]
public sealed class TableTests(ChromiumFixture chromium, SeededConsole console)
{
    [Fact]
    public async Task The_order_and_the_size_of_a_page_are_in_its_address_and_the_chosen_columns_in_the_browser()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/users");
        await Expect(Head(page, "Person")).ToHaveAttributeAsync("aria-sort", "ascending");
        await page.GetByRole(AriaRole.Link, new() { Name = "Last change" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"\?sort=-changed$"));
        await Expect(Head(page, "Last change")).ToHaveAttributeAsync("aria-sort", "descending");
        await page.GetByLabel("Rows", new() { Exact = true }).SelectOptionAsync("25");
        await Expect(page.GetByText("1–25 of 128")).ToBeVisibleAsync();
        var first = await page.Locator("tbody tr").First.InnerTextAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(page.GetByText("25 of 128", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Previous" }).ClickAsync();
        await Expect(page.GetByText("1–25 of 128")).ToBeVisibleAsync();
        Assert.Equal(first, await page.Locator("tbody tr").First.InnerTextAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Address in Looker" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Groups" }).UncheckAsync();
        await Expect(Head(page, "Address in Looker")).ToBeVisibleAsync();
        await Expect(Head(page, "Groups")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Escape");
        Assert.Empty(await PageTests.ViolationsAsync(page, "users with other columns"));

        var pasted = await page.Context.NewPageAsync();
        await pasted.GotoAsync(page.Url);
        await pasted.SettleAsync();
        await Expect(Head(pasted, "Last change")).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(Head(pasted, "Address in Looker")).ToBeVisibleAsync();
        await Expect(Head(pasted, "Groups")).ToHaveCountAsync(0);
        Assert.Equal(first, (await page.Locator("tbody tr").First.InnerTextAsync()));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_click_beside_the_name_opens_the_row_as_the_name_does()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/users");
        var row = page.Locator("tbody tr").First;
        var href = await row.GetByRole(AriaRole.Link).First.GetAttributeAsync("href");
        await row.Locator("td").Last.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(href!.Split('?')[0].TrimStart('.')) + "$"));
        await page.Context.CloseAsync();
    }

    private static ILocator Head(IPage page, string title) => page.Locator("thead tr:not(.mud-table-row) th").Filter(new() { HasTextRegex = new Regex($"^{Regex.Escape(title)}$") });
}
