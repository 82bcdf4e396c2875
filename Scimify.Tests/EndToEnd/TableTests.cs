using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;
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
        var first = await page.Locator("tbody tr a").First.InnerTextAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(page.GetByText("25 of 128", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Previous" }).ClickAsync();
        await Expect(page.GetByText("1–25 of 128")).ToBeVisibleAsync();
        Assert.Equal(first, await page.Locator("tbody tr a").First.InnerTextAsync());

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
        Assert.Equal(first, await pasted.Locator("tbody tr a").First.InnerTextAsync());
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

    [Fact]
    public async Task Two_people_are_selected_by_key_and_tried_again_together()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.PeopleAsync(2);
        await bridge.SettledAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        await bridge.PostAsync("/Users", Bridge.UserJson("waits1@example.com"));
        await bridge.PostAsync("/Users", Bridge.UserJson("waits2@example.com"));
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/users?sort=-state");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(4);

        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 selected" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "2 selected" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "users, two selected"));
        await PageTests.KeepAsync(page, "users-selected");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Select all on this page" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again 2", Exact = true }).ClickAsync();
        await Expect(page.GetByText("2 people are on the way to Looker again.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Selected rows" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
        await using var db = await bridge.App.Services.GetRequiredService<IDbContextFactory<ScimifyContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, await db.AuditLog.CountAsync(entry => entry.Action == "link.resync", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_view_is_saved_found_again_and_deleted_with_a_way_back()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/users?sort=-changed&state=Failed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save view…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("To repair");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.DialogClosedAsync();
        var tab = page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Link, new() { Name = "To repair" });
        await Expect(tab).ToHaveAttributeAsync("aria-current", "page");
        Assert.Empty(await PageTests.ViolationsAsync(page, "users with a saved view"));
        await PageTests.KeepAsync(page, "users-saved-view");

        await page.GetByRole(AriaRole.Link, new() { Name = "Everybody" }).ClickAsync();
        await Expect(tab).Not.ToHaveAttributeAsync("aria-current", "page");
        await tab.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"\?sort=-changed&state=Failed$"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the view To repair" }).ClickAsync();
        await Expect(tab).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(tab).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the view To repair" }).ClickAsync();
        await Expect(tab).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Differences_are_ignored_together_and_opened_again_by_one_click()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/drift");
        var others = page.GetByRole(AriaRole.Region, new() { Name = "Other differences" });
        await Expect(others.Locator("tbody tr")).ToHaveCountAsync(3);
        await others.GetByRole(AriaRole.Checkbox, new() { Name = "Select all on this page" }).CheckAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Selected rows" })).ToHaveCountAsync(1);
        await others.GetByRole(AriaRole.Button, new() { Name = "Ignore 3", Exact = true }).ClickAsync();
        await Expect(page.GetByText("3 differences are never reported again.")).ToBeVisibleAsync();
        await Expect(others).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("3 differences are open again.")).ToBeVisibleAsync();
        await Expect(others.Locator("tbody tr")).ToHaveCountAsync(3);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Two_tokens_are_revoked_once_their_number_is_typed()
    {
        await using var bridge = await Bridge.StartAsync();
        var tokens = bridge.App.Services.GetRequiredService<TokenService>();
        await tokens.CreateAsync(bridge.Owner, new NewScimToken(bridge.Integration.Id, "First", null), TestContext.Current.CancellationToken);
        await tokens.CreateAsync(bridge.Owner, new NewScimToken(bridge.Integration.Id, "Second", null), TestContext.Current.CancellationToken);
        var before = (await tokens.ListAsync(bridge.Owner, includeRevoked: false, bridge.Integration.Id, TestContext.Current.CancellationToken)).Count;
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/tokens");
        await page.GetByLabel("Select First").CheckAsync();
        await page.GetByLabel("Select Second").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke 2…" }).ClickAsync();
        var revoke = page.GetByRole(AriaRole.Button, new() { Name = "Revoke 2 tokens" });
        await Expect(revoke).ToBeDisabledAsync();
        await page.GetByLabel("Type “2” to confirm").FillAsync("2");
        await revoke.ClickAsync();
        await Expect(page.GetByText("2 tokens are revoked.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
        Assert.Equal(before - 2, (await tokens.ListAsync(bridge.Owner, includeRevoked: false, bridge.Integration.Id, TestContext.Current.CancellationToken)).Count);
    }

    private static ILocator Head(IPage page, string title) => page.Locator("thead tr:not(.mud-table-row) th").Filter(new() { HasTextRegex = new Regex($"^{Regex.Escape(title)}$") });
}
