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
}
