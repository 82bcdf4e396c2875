using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>An owner erases somebody who has left, and finds nothing but a pseudonym afterwards.</summary>
[Collection(JourneyTests.Name)]
public sealed partial class ErasePersonTests(ChromiumFixture chromium)
{
    private const string Grace = "grace.hopper@example.com";

    [Fact]
    public async Task A_leaver_is_erased_after_a_fresh_sign_in_and_a_name_typed()
    {
        var clock = new JumpingClock();
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard with { OnDelete = DeletionPolicy.Delete }, services: services => services.AddSingleton<TimeProvider>(clock));
        var id = await bridge.NewUserAsync(Grace);
        Assert.Equal(204, (await bridge.DeleteAsync($"/Users/{id}")).Status);
        await bridge.SettledForGoodAsync();
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        var address = $"/evidence/people/{id}";
        await page.OpenAsync(bridge.App.BaseAddress, address);
        await PageTests.LookAsync(page, "erase-offered");

        clock.Jump(FreshSignIn.Life + TimeSpan.FromSeconds(5));
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase person…" }).PressAsync("Enter");
        await Expect(page.GetByText("You were about to erase a person from the logs and the history.")).ToBeVisibleAsync();
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ConsolePages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(bridge.App.BaseAddress, address).AbsoluteUri);
        await page.SettleAsync();

        var dialog = page.GetByRole(AriaRole.Dialog);
        var erase = dialog.GetByRole(AriaRole.Button, new() { Name = "Erase person" });
        await Expect(erase).ToBeDisabledAsync();
        await PageTests.LookAsync(page, "erase-dialog");
        await page.Keyboard.PressAsync("Escape");
        await page.DialogClosedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase person…" }).ClickAsync();
        await dialog.GetByLabel($"Type “{Grace}” to confirm").FillAsync(Grace);
        await erase.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Pseudonym());
        await Expect(page.GetByText("Logs, history and reviews call this person")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Erase person…" })).ToHaveCountAsync(0);
        await Expect(page.GetByText("hopper")).ToHaveCountAsync(0);
        await PageTests.LookAsync(page, "erase-done");
        await page.OpenAsync(bridge.App.BaseAddress, $"/provisioning-log?q={Grace}&period=30d");
        await Expect(page.GetByText("Nothing matches", new() { Exact = false })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [GeneratedRegex("^\\s*erased-[0-9]+\\s*$")]
    private static partial Regex Pseudonym();
}
