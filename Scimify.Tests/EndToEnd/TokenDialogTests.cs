using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Tests.TestKit;
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
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Give the token a name.");
        Assert.Empty(await PageTests.ViolationsAsync(page, "new token"));
        await PageTests.KeepAsync(page, "token-new");

        await dialog.GetByLabel("Name").FillAsync("Keycloak trial");
        await dialog.GetByLabel("Expires").SelectOptionAsync("90");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var secret = await page.Locator("#token-secret").InnerTextAsync();
        Assert.Matches("^scim_[0-9a-f]{32}$", secret);
        Assert.Empty(await PageTests.ViolationsAsync(page, "token secret"));
        await PageTests.KeepAsync(page, "token-secret");
        Assert.Equal(System.Net.HttpStatusCode.OK, await AskAsync(secret));

        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Keycloak trial" })).ToContainTextAsync("Active");
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "More for Keycloak trial" }).ClickAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "row menu"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke…" }).ClickAsync();
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

    [Fact]
    public async Task After_ten_minutes_the_dialog_comes_back_with_what_was_typed()
    {
        var clock = new JumpingClock();
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync(email: "ada@example.com");
        var integration = await app.IntegrationRowAsync(owner);
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(app.BaseAddress, owner.Name);
        var address = $"/integrations/{integration.Id}/tokens";
        await page.OpenAsync(app.BaseAddress, address);
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await dialog.GetByLabel("Name").FillAsync("Keycloak trial");
        await dialog.GetByLabel("Expires").SelectOptionAsync("90");
        await dialog.GetByText("Limit what it may do").ClickAsync();
        await dialog.GetByLabel("Covers").SelectOptionAsync("users");
        await dialog.GetByLabel("Allowed networks").FillAsync("203.0.113.0/24");

        clock.Jump(FreshSignIn.Life + TimeSpan.FromSeconds(5));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await Expect(page.GetByText("You were about to create a SCIM token.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" })).ToHaveCountAsync(0);
        Assert.Empty(await PageTests.ViolationsAsync(page, "sign in again for a token"));
        await PageTests.KeepAsync(page, "sign-in-again-token");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ConsolePages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Uri(app.BaseAddress, address).AbsoluteUri);
        await Expect(dialog.GetByLabel("Name")).ToHaveValueAsync("Keycloak trial");
        await Expect(dialog.GetByLabel("Expires")).ToHaveValueAsync("90");
        await Expect(dialog.GetByLabel("Covers")).ToHaveValueAsync("users");
        await Expect(dialog.GetByLabel("Allowed networks")).ToHaveValueAsync("203.0.113.0/24");
        await PageTests.KeepAsync(page, "token-new-resumed");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        Assert.Matches("^scim_[0-9a-f]{32}$", await page.Locator("#token-secret").InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();

        await page.OpenAsync(app.BaseAddress, address);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Keycloak trial" })).ToBeVisibleAsync();
        await Expect(dialog).ToHaveCountAsync(0);    // what was kept is given back once
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_token_is_rotated_with_an_overlap_edited_and_bound_by_a_policy()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/tokens");
        var row = page.GetByRole(AriaRole.Row, new() { Name = "Rotated one" });
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await dialog.GetByLabel("Name").FillAsync("Rotated one");
        await dialog.GetByLabel("Expires").SelectOptionAsync("90");
        await dialog.GetByText("Limit what it may do").ClickAsync();
        await dialog.GetByLabel("Allowed networks").FillAsync("10.0.0.1/8");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Must be addresses, or networks such as");
        Assert.Empty(await PageTests.ViolationsAsync(page, "token limits"));
        await PageTests.KeepAsync(page, "token-limits");
        await dialog.GetByLabel("Allowed networks").FillAsync("127.0.0.0/8");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var old = await SecretAsync(page);

        await row.GetByRole(AriaRole.Button, new() { Name = "Rotate… Rotated one" }).ClickAsync();
        await dialog.GetByLabel("Old secret").SelectOptionAsync("60");
        Assert.Empty(await PageTests.ViolationsAsync(page, "rotate"));
        await PageTests.KeepAsync(page, "token-rotate");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Rotate token" }).ClickAsync();
        var secret = await SecretAsync(page);
        Assert.NotEqual(old, secret);
        await Expect(row).ToContainTextAsync("Overlapping");
        Assert.Equal((System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.OK), (await AskAsync(old), await AskAsync(secret)));
        Assert.Empty(await PageTests.ViolationsAsync(page, "overlapping"));
        await PageTests.KeepAsync(page, "token-overlapping");

        await row.GetByRole(AriaRole.Button, new() { Name = "End overlap of Rotated one" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "End overlap" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(row).ToContainTextAsync("Active");
        Assert.Equal((System.Net.HttpStatusCode.Unauthorized, System.Net.HttpStatusCode.OK), (await AskAsync(old), await AskAsync(secret)));

        await row.GetByRole(AriaRole.Button, new() { Name = "More for Rotated one" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Edit…" }).ClickAsync();
        await dialog.GetByLabel("Covers").SelectOptionAsync("groups");
        Assert.Empty(await PageTests.ViolationsAsync(page, "edit"));
        await PageTests.KeepAsync(page, "token-edit");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(row).ToContainTextAsync("Groups only, from 127.0.0.0/8");
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, await AskAsync(secret));

        await page.GetByRole(AriaRole.Button, new() { Name = "Lifetime policy" }).ClickAsync();
        await dialog.GetByLabel("Longest life in days").FillAsync("0");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Must be a whole number from 1 to 3650");
        Assert.Empty(await PageTests.ViolationsAsync(page, "policy"));
        await PageTests.KeepAsync(page, "token-policy");
        await dialog.GetByLabel("Longest life in days").FillAsync("365");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("Those that expire live at most 365 days.")).ToBeVisibleAsync();

        await page.Locator("summary", new() { HasText = "Entra ID" }).ClickAsync();
        await page.Locator("summary", new() { HasText = "Okta" }).ClickAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "guide"));
        await PageTests.KeepAsync(page, "token-guide", fullPage: true);
        await row.GetByRole(AriaRole.Button, new() { Name = "More for Rotated one" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(row).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_personal_token_is_shown_once_opens_the_api_and_is_dead_after_its_revocation()
    {
        await console.App.PersonAsync(PortalRole.Auditor, "keys@example.com");
        var page = await console.OpenAsync(chromium.Browser, email: "keys@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "your menu" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Personal access tokens" }).ClickAsync();
        await Expect(page.GetByText("No token yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Give the token a name.");
        Assert.Empty(await PageTests.ViolationsAsync(page, "new personal token"));
        await PageTests.KeepAsync(page, "personal-token-new");
        await dialog.GetByLabel("Name").FillAsync("Nightly report");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var secret = await page.Locator("#personal-secret").InnerTextAsync();
        Assert.Matches("^scimify_pat_[0-9a-f]{32}$", secret);
        Assert.Empty(await PageTests.ViolationsAsync(page, "personal secret"));
        await PageTests.KeepAsync(page, "personal-token-secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Nightly report" })).ToBeVisibleAsync();
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.OK, await CallAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Nightly report" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("No token yet")).ToBeVisibleAsync();
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await CallAsync());
        await page.Context.CloseAsync();

        async Task<System.Net.HttpStatusCode> CallAsync()
        {
            using var client = console.App.NewClient(apiKey: secret);
            using var answer = await client.GetAsync("/api/v1/integrations", TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    private static async Task<string> SecretAsync(IPage page)
    {
        var secret = await page.Locator("#token-secret").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
        return secret;
    }

    private async Task<System.Net.HttpStatusCode> AskAsync(string token)
    {
        using var client = console.App.NewClient(scimToken: token);
        using var answer = await client.GetAsync("/scim/v2/Users?count=0", TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
