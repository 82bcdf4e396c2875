using Microsoft.Playwright;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>However far the server is, a field keeps what is typed into it.</summary>
[Collection(BrowserTests.Name)]
public sealed class TypingTests(ChromiumFixture chromium, SeededConsole console)
{
    private const string Typed = "Okta production, second one for Berlin";

    [Theory]
    [InlineData("the name in a dialog", "/integrations/{0}/tokens", "Create token", "#token-name", 30)]
    [InlineData("a text of several lines", "/integrations/{0}/tokens", "Create token", "#token-networks", 60)]
    [InlineData("a search box", "/integrations/{0}/users", null, "input[type=search]", 60)]
    [InlineData("a setting", "/integrations/{0}/settings", null, "#clientId", 30)]
    [InlineData("a secret", "/integrations/{0}/settings", null, "input[type=password]", 90)]
    [InlineData("a step of the set-up", "/integrations/new", null, "#address", 60)]
    [InlineData("the palette", "/", "Search or jump to", "#palette-text", 60)]
    public async Task No_character_is_lost(string field, string path, string? button, string input, int msPerKey)
    {
        await using var link = SlowLink.To(console.App.BaseAddress, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(150));
        var page = await console.OpenAsync(chromium.Browser, at: link.Address);
        await page.OpenAsync(link.Address, string.Format(null, path, console.Keys.Production));
        await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();
        if (button is not null)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Dialog).Locator(":focus")).ToHaveCountAsync(1);    // it listens
        }

        if (input == "#token-networks")
        {
            await page.GetByText("Limit what it may do").ClickAsync();
        }

        var target = page.Locator(input).First;
        await target.FillAsync("");
        await target.PressSequentiallyAsync(Typed, new() { Delay = msPerKey });
        await Expect(target).ToHaveValueAsync(Typed);

        // What the server still has to say changes nothing either.
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 700))");
        Assert.True(await target.InputValueAsync() == Typed, $"{field}: {await target.InputValueAsync()}");
        await page.Context.CloseAsync();
    }
}
