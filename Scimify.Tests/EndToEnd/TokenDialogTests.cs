using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

[Collection(BrowserTests.Name)]
public sealed class TokenDialogTests(ChromiumFixture chromium, SeededConsole console)
{
    [Fact]
    public async Task A_token_is_shown_once_works_and_is_dead_after_its_revocation()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Staging}/tokens");
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate token" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Generate token" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Give the token a name.");
        Assert.Empty(await PageTests.ViolationsAsync(page, "new token"));
        await PageTests.KeepAsync(page, "token-new");

        await dialog.GetByLabel("Name").FillAsync("Keycloak trial");
        await dialog.GetByLabel("Expires").SelectOptionAsync("30");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Generate token" }).ClickAsync();
        var secret = await page.Locator("#token-secret").InnerTextAsync();
        Assert.Matches("^scim_[0-9a-f]{32}$", secret);
        Assert.Empty(await PageTests.ViolationsAsync(page, "token secret"));
        await PageTests.KeepAsync(page, "token-secret");
        Assert.Equal(System.Net.HttpStatusCode.OK, await AskAsync(secret));

        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Keycloak trial" })).ToContainTextAsync("Active");
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Keycloak trial" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 token, “Keycloak trial”, stops working at once");
        Assert.Empty(await PageTests.ViolationsAsync(page, "revoke token"));
        await PageTests.KeepAsync(page, "token-revoke");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("Keycloak trial")).ToHaveCountAsync(0);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await AskAsync(secret));

        await page.GetByLabel("Show revoked").CheckAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Keycloak trial" })).ToContainTextAsync("Revoked");
        await page.Context.CloseAsync();
    }

    private async Task<System.Net.HttpStatusCode> AskAsync(string token)
    {
        using var client = console.App.NewClient(scimToken: token);
        using var answer = await client.GetAsync("/scim/v2/Users?count=0", TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
