using System.Net;
using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

[Collection(BrowserTests.Name)]
public sealed class PersonalTokenTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task After_ten_minutes_a_token_asks_to_sign_in_again_and_is_then_what_was_chosen()
    {
        var clock = new JumpingClock();
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync(email: "ada@example.com");
        var operators = await app.PersonalAccessTokenAsync(await app.PersonAsync(PortalRole.Operator, "otto@example.com"));
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(app.BaseAddress, owner.Name);
        await page.OpenAsync(app.BaseAddress, "/personal-access-tokens?page=1");
        var (dialog, generate) = (page.GetByRole(AriaRole.Dialog), page.GetByRole(AriaRole.Button, new() { Name = "Create token" }));
        await generate.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.DialogClosedAsync();

        clock.Jump(FreshSignIn.Life + TimeSpan.FromSeconds(5));
        await generate.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in again" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("E-mail address")).ToHaveValueAsync(owner.Name);
        Assert.Empty(await PageTests.ViolationsAsync(page, "sign in again"));
        await PageTests.KeepAsync(page, "sign-in-again");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ConsolePages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(app.BaseAddress, "/personal-access-tokens?page=1").AbsoluteUri);
        await page.SettleAsync();

        await dialog.GetByLabel("Name").FillAsync("Nightly report");    // it has opened by itself
        await dialog.GetByLabel("Allowed networks").FillAsync("nowhere");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("\"nowhere\" is neither");
        Assert.Empty(await PageTests.ViolationsAsync(page, "new personal token"));
        await PageTests.KeepAsync(page, "personal-token-new");
        await dialog.GetByLabel("Allowed networks").FillAsync("127.0.0.1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var secret = await page.Locator("#personal-secret").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Nightly report" })).ToContainTextAsync("Reads only, from 127.0.0.1/32");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (await AskAsync(app, secret, HttpMethod.Get), await AskAsync(app, secret, HttpMethod.Post)));

        await page.GetByLabel("Whose").SelectOptionAsync("everyone");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "otto@example.com" })).ToBeVisibleAsync();
        await PageTests.KeepAsync(page, "personal-tokens-of-everyone");
        await page.GetByRole(AriaRole.Row, new() { Name = "otto@example.com" }).GetByRole(AriaRole.Button, new() { Name = "Revoke test" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("1 token of otto@example.com, “test”, stops working at once.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("otto@example.com")).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(app, operators, HttpMethod.Get));

        await page.GetByRole(AriaRole.Button, new() { Name = "Lifetime policy" }).ClickAsync();
        await dialog.GetByLabel("Longest life in days").FillAsync("90");
        Assert.Empty(await PageTests.ViolationsAsync(page, "policy of personal tokens"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Expect(page.GetByText("Those that expire live at most 90 days.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static async Task<HttpStatusCode> AskAsync(ScimifyApp app, string secret, HttpMethod method)
    {
        using var client = app.NewClient(apiKey: secret);
        using var request = new HttpRequestMessage(method, "/api/v1/integrations");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
