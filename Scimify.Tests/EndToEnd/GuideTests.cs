using Microsoft.Playwright;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>Somebody who follows a guide finds it, copies from it, and sees each check turn.</summary>
[Collection(JourneyTests.Name)]
public sealed class GuideTests(ChromiumFixture chromium)
{
    /// <summary>Uses of a token are noted in the background, after the write that the page follows at once.</summary>
    private const int Soon = 10_000;

    [Fact]
    public async Task A_guide_is_found_followed_and_turns_green_by_itself()
    {
        await using var bridge = await Bridge.StartAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Set-up guide" }).ClickAsync();
        var heading = page.GetByRole(AriaRole.Heading, new() { Name = "Set-up guide", Level = 1 });
        await Expect(heading).ToBeVisibleAsync();
        await page.SettleAsync();
        await Expect(heading).ToBeFocusedAsync(); // so that nothing takes the focus from the link
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Identity provider" }).GetByRole(AriaRole.Link, new() { Name = "JumpCloud" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "JumpCloud, 7 steps" })).ToBeVisibleAsync();
        await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();
        var passed = page.Locator("#guide-steps + [role=status]");
        await Expect(passed).ToHaveTextAsync("1 of 7 checks passed");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy Base URL" })).ToHaveAttributeAsync("data-copy", $"{bridge.App.BaseAddress.AbsoluteUri.TrimEnd('/')}/scim/v2");
        await PageTests.LookAsync(page, "guide-jumpcloud");

        var ada = await bridge.NewUserAsync("ada@example.com");

        await Expect(passed).ToHaveTextAsync("5 of 7 checks passed", new() { Timeout = Soon });
        await Expect(page.GetByText("ada@example.com is in Looker")).ToBeVisibleAsync();
        await bridge.Scim.PostAsync("/scim/v2/Groups", new StringContent($$"""{"displayName":"Analysts","members":[{"value":"{{ada}}"}]}""", System.Text.Encoding.UTF8, "application/scim+json"), TestContext.Current.CancellationToken);
        await Expect(page.GetByText("The group “Analysts” was pushed")).ToBeVisibleAsync(new() { Timeout = Soon });
        await bridge.Scim.PostAsync("/scim/v2/Users", new StringContent("""{"userName":"nobody"}""", System.Text.Encoding.UTF8, "application/scim+json"), TestContext.Current.CancellationToken);
        await Expect(page.GetByText("1 person cannot be forwarded").First).ToBeVisibleAsync(new() { Timeout = Soon });
        await PageTests.LookAsync(page, "guide-jumpcloud-later");

        await page.GetByRole(AriaRole.Link, new() { Name = "Show them" }).First.ClickAsync();
        await Expect(page.GetByText("nobody").First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_palette_finds_the_guide_of_a_provider()
    {
        await using var bridge = await Bridge.StartAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}");
        await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("sailp");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "SailPoint" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "SailPoint, 7 steps" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
