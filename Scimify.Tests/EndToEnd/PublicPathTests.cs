using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>The console below a path of its public address, beside other applications of the same host.</summary>
[Collection(JourneyTests.Name)]
public sealed class PublicPathTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_browser_signs_in_walks_and_signs_out_and_never_leaves_the_path()
    {
        var port = ScimifyProcess.FreePort();
        var console = new Uri($"http://127.0.0.1:{port}/scimify/");
        await using var app = await ScimifyApp.StartAsync(
            new Dictionary<string, string?> { ["Scimify:PublicUrl"] = console.AbsoluteUri.TrimEnd('/') }, urls: $"http://127.0.0.1:{port}");
        var owner = await app.PersonAsync(password: ConsolePages.Password);
        var page = await chromium.NewPageAsync();
        var (outside, failed) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        page.Request += (_, request) => Note(outside, request.Url, !request.Url.StartsWith(console.AbsoluteUri, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal));
        page.WebSocket += (_, socket) => Note(outside, socket.Url, new Uri(socket.Url).AbsolutePath != "/scimify/_blazor");
        page.Response += (_, answer) => Note(failed, $"{answer.Status} {answer.Url}", answer.Status >= 400);

        await page.GotoAsync(new Uri(console, "integrations").AbsoluteUri);
        await Expect(page).ToHaveURLAsync(new Regex("/scimify/sign-in"));
        await page.GetByLabel("E-mail address").FillAsync(owner.Name);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ConsolePages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(console, "integrations").AbsoluteUri);
        await page.SettleAsync();

        foreach (var (name, heading) in new[] { ("People", "People"), ("Audit log", "Audit log"), ("Overview", "Connect your first Looker") })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 1 })).ToBeVisibleAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "your menu", Exact = false }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/scimify/sign-in"));

        Assert.Empty(outside);
        Assert.Empty(failed);
        await page.Context.CloseAsync();
    }

    private static void Note(ConcurrentQueue<string> found, string text, bool isWrong)
    {
        if (isWrong)
        {
            found.Enqueue(text);
        }
    }
}
