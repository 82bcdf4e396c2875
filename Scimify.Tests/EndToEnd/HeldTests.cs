using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>What waits for a person, and what people decide about it in the console.</summary>
[Collection(BrowserTests.Name)]
public sealed class HeldTests(ChromiumFixture chromium, SeededConsole console)
{
    private const int People = 8;

    [Fact]
    public async Task What_is_held_is_announced_and_decided_in_numbers()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { DeletionGuard = new DeletionGuardChange { MaxCount = 4 } });
        var ids = await bridge.PeopleAsync(People);
        foreach (var id in ids)
        {
            await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));
        }

        Assert.Equal(4, bridge.Enabled(People).Count);
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.GetByRole(AriaRole.Button, new() { Name = "1 thing needs attention" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Review: Sandbox: 4 changes are held." }).First.ClickAsync();
        await Expect(page.GetByText("1–4 of 4")).ToBeVisibleAsync();

        await page.GetByLabel("Select p05@example.com: Disable person").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 1…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 person is disabled in Looker and can no longer sign in.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 1 held change" }).ClickAsync();
        await Expect(page.GetByText("1 held change was released.")).ToBeVisibleAsync();
        await Expect(page.GetByText("1–3 of 3")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Reject all 3…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("3 people are active in SCIM again, as in Looker.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject 3 held changes" }).ClickAsync();
        await Expect(page.GetByText("Nothing is held")).ToBeVisibleAsync();
        await page.Context.CloseAsync();

        await bridge.SettledAsync();
        Assert.Equal([4, 6, 7], bridge.Enabled(People));
        Assert.True((bool)(await bridge.GetAsync($"/Users/{ids[7]}")).Body!["active"]!);
    }

    [Fact]
    public async Task After_ten_minutes_a_release_asks_to_sign_in_again_and_goes_on_with_what_was_selected()
    {
        var clock = new JumpingClock();
        await using var bridge = await Bridge.StartAsync(
            policies: new PolicyChange { DeletionGuard = new DeletionGuardChange { MaxCount = 4 } }, services: services => services.AddSingleton<TimeProvider>(clock));
        foreach (var id in await bridge.PeopleAsync(People))
        {
            await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));
        }

        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        var address = $"/integrations/{bridge.Integration.Id}/held";
        await page.OpenAsync(bridge.App.BaseAddress, address);
        await page.GetByLabel("Select p05@example.com: Disable person").CheckAsync();
        await page.GetByLabel("Select p06@example.com: Disable person").CheckAsync();

        clock.Jump(FreshSignIn.Life + TimeSpan.FromSeconds(5));
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 2…" }).ClickAsync();
        await Expect(page.GetByText("You were about to release held changes.")).ToBeVisibleAsync();
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ConsolePages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Uri(bridge.App.BaseAddress, address).AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("2 people are disabled in Looker");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 2 held changes" }).ClickAsync();
        await Expect(page.GetByText("2 held changes were released.")).ToBeVisibleAsync();
        await Expect(page.GetByText("1–2 of 2")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_account_found_in_Looker_is_shown_with_both_sides_and_adopted_at_the_screen()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Review });
        const string Bert = "bert.baker@example.com";
        await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"));
        await bridge.PostAsync("/Groups", """{"displayName":"Analysts"}""");
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.GetByRole(AriaRole.Button, new() { Name = "1 thing needs attention" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Review: Sandbox: 2 changes are held." }).First.ClickAsync();
        await Expect(page.GetByText("In Looker: Bert Baker")).ToBeVisibleAsync();

        await page.GetByLabel($"Select {Bert}: Adopt account").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 1…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 account is taken over");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 1 held change" }).ClickAsync();
        await Expect(page.GetByText("1 held change was released.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Reject all 1…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 group is left without a Looker group");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject 1 held change" }).ClickAsync();
        await Expect(page.GetByText("Nothing is held")).ToBeVisibleAsync();
        await page.Context.CloseAsync();

        await bridge.SettledAsync();
        Assert.Equal("Albert", bridge.LookerUser(Bert)!.FirstName);
        Assert.Equal(1, (await bridge.StatusAsync()).Failed);
    }

    [Fact]
    public async Task The_filter_lives_in_the_address_and_bounds_the_decision()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/held");
        await Expect(page.GetByText("1–5 of 5")).ToBeVisibleAsync();
        var views = page.GetByRole(AriaRole.Navigation, new() { Name = "Views" });
        foreach (var name in new[] { "All 5", "Access ends", "Members leave groups 1", "To adopt" })
        {
            var view = views.GetByRole(AriaRole.Link, new() { Name = name });
            var count = (await view.Locator(".n").TextContentAsync())!;
            await view.ClickAsync();
            await Expect(view).ToHaveAttributeAsync("aria-current", "page");
            await Expect(page.GetByText(count == "0" ? "Nothing matches" : $"1–{count} of {count}")).ToBeVisibleAsync();
        }

        await views.GetByRole(AriaRole.Link, new() { Name = "All 5" }).ClickAsync();
        await page.GetByLabel("Kind").SelectOptionAsync("RemoveMember");
        await Expect(page.GetByText("1–1 of 1")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("action=RemoveMember"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Release 1 found…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("1 member is removed from their groups in Looker.");
        Assert.Empty(await PageTests.ViolationsAsync(page, "release"));
        await PageTests.KeepAsync(page, "held-release");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("1–1 of 1")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_guards_numbers_are_saved_and_a_wrong_one_is_marked()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Staging}/settings");
        await page.GetByLabel("Window in minutes").FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Must be a whole number from 1 to 10080.")).ToBeVisibleAsync();

        await page.GetByLabel("Window in minutes").FillAsync("120");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The settings are saved.")).ToBeVisibleAsync();
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Staging}/held");
        await Expect(page.GetByText("Within 2 hours, the deletion guard lets up to 10 %")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
