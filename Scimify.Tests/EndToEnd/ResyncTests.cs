using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>"Try again" shows what happens in Looker, call by call.</summary>
[Collection(JourneyTests.Name)]
public sealed class ResyncTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Trying_again_shows_each_call_with_its_answer_and_time()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var id = await bridge.NewUserAsync("grace@example.com");
        await bridge.SettledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 422));
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}"""));
        await bridge.SettledAsync();
        Assert.Equal(1, (await bridge.StatusAsync()).Failed);

        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, bridge.Owner.Name);
        await page.OpenAsync(bridge.App.BaseAddress, $"/integrations/{bridge.Integration.Id}/users/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("steps=\\d+"));
        var calls = page.GetByRole(AriaRole.Group, new() { Name = "Calls to Looker" });
        await Expect(calls).ToContainTextAsync("PATCH /users/", new() { Timeout = 20_000 });
        await Expect(calls).ToContainTextAsync("200");
        await Expect(page.GetByText("1 call, ", new() { Exact = false })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.Empty(await PageTests.ViolationsAsync(page, "steps"));
        await PageTests.KeepAsync(page, "resync-steps", fullPage: true);

        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.GetByText("No call was needed", new() { Exact = false })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.Context.CloseAsync();
        Assert.Equal("Gracia", bridge.LookerUser("grace@example.com")!.FirstName);
    }
}
