using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>Open pages follow what is written, and leave alone whoever is working in them.</summary>
[Collection(JourneyTests.Name)]
public sealed class LiveTests(ChromiumFixture chromium)
{
    private const int Soon = 2_000;

    [Fact]
    public async Task A_write_shows_within_two_seconds_and_takes_no_typed_text_away()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserAsync("ada@example.com");
        await bridge.SettledAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/users");
        await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();
        await Expect(page.GetByText("ada@example.com").First).ToBeVisibleAsync();
        var search = page.Locator("input[type=search]").First;
        await search.EvaluateAsync("field => { field.focus(); field.value = 'gra'; field.setSelectionRange(1, 2); }");

        await bridge.NewUserAsync("grace@example.com");

        await Expect(page.GetByText("grace@example.com").First).ToBeVisibleAsync(new() { Timeout = Soon });
        Assert.Equal("gra 1 2", await search.EvaluateAsync<string>("f => document.activeElement === f ? `${f.value} ${f.selectionStart} ${f.selectionEnd}` : 'no focus'"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_rail_counts_with_it()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { DeletionGuard = new DeletionGuardChange { MaxCount = 1 } });
        var held = await bridge.PeopleAsync(3);
        await bridge.SettledAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/settings");
        await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();

        await bridge.DeleteAsync($"/Users/{held[0]}");
        await bridge.DeleteAsync($"/Users/{held[1]}");
        await bridge.DeleteAsync($"/Users/{held[2]}");
        var count = (await bridge.HeldAsync()).Count;

        Assert.NotEqual(0, count);
        var rail = page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Held" }).First;
        await Expect(rail).ToContainTextAsync($"{count}", new() { Timeout = Soon });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task New_entries_of_the_log_wait_while_somebody_reads_one()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserAsync("ada@example.com");
        await bridge.SettledAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, "/provisioning-log");
        await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();
        var rows = page.Locator("tr[data-row]");
        await Expect(page.GetByRole(AriaRole.Switch, new() { Name = "Live" })).ToBeCheckedAsync();
        await bridge.NewUserAsync("grace@example.com");
        await Expect(rows).ToHaveCountAsync(2, new() { Timeout = Soon });

        await rows.Last.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator(".drawer h2")).ToContainTextAsync("ada@example.com");
        await Expect(page.GetByRole(AriaRole.Switch, new() { Name = "Live" })).Not.ToBeCheckedAsync();
        await bridge.NewUserAsync("joan@example.com");
        await bridge.NewUserAsync("mary@example.com");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "2 new" })).ToBeVisibleAsync(new() { Timeout = 2 * Soon });
        await Expect(rows).ToHaveCountAsync(2);
        await PageTests.KeepAsync(page, "log-newer", fullPage: false);

        await page.GetByRole(AriaRole.Button, new() { Name = "2 new" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(4);
        await bridge.NewUserAsync("lise@example.com");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "1 new" })).ToBeVisibleAsync(new() { Timeout = Soon });
        await page.GetByRole(AriaRole.Link, new() { Name = "Close the details" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(5);

        await page.GetByRole(AriaRole.Switch, new() { Name = "Live" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("live=off"));
        await bridge.NewUserAsync("rosa@example.com");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "1 new" })).ToBeVisibleAsync(new() { Timeout = Soon });
        await page.GetByRole(AriaRole.Switch, new() { Name = "Live" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(6);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Every_filter_of_the_log_is_in_the_address()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserAsync("ada@example.com");
        await bridge.SettledAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, "/provisioning-log?action=Create");
        await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "More filters" }).ClickAsync();
        await page.GetByLabel("Resource").SelectOptionAsync("User");
        await page.GetByLabel("Token").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByLabel("Source address").FillAsync("127.0.0.1");
        Assert.Empty(await PageTests.ViolationsAsync(page, "more filters"));
        await PageTests.KeepAsync(page, "log-more-filters", fullPage: false);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("action=Create&resourceType=User&token=[0-9a-f-]{36}&sourceAddress=127.0.0.1$"));

        await page.Locator("button.filter-chip", new() { HasText = "Period" }).ClickAsync();
        await PageTests.KeepAsync(page, "log-period", fullPage: false);
        Assert.Empty(await PageTests.ViolationsAsync(page, "period"));
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2026-01-31T08:30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show this period" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sourceAddress=127.0.0.1&from=2026-01-31T\\d\\d%3A30%3A00Z$"));
        await Expect(page.Locator("button.filter-chip", new() { HasText = "Period" })).ToContainTextAsync("since 31 Jan");

        await page.GetByRole(AriaRole.Link, new() { Name = "From 127.0.0.1" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("token=[0-9a-f-]{36}&from="));
        await page.Context.CloseAsync();
    }
}
