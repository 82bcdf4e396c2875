using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

[Collection(BrowserTests.Name)]
public sealed class OAuthClientPageTests(ChromiumFixture chromium, SeededConsole console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_is_created_used_given_a_second_secret_and_deleted()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Staging}/tokens");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create client" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create client" }).ClickAsync();
        await Expect(dialog.GetByLabel("Name")).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Empty(await PageTests.ViolationsAsync(page, "new OAuth client"));
        await PageTests.KeepAsync(page, "oauth-client-new");

        await dialog.GetByLabel("Name").FillAsync("Entra trial");
        await dialog.GetByLabel("The secret expires").SelectOptionAsync("90");
        await dialog.GetByLabel("Covers").SelectOptionAsync("users");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create client" }).ClickAsync();
        var (id, first) = await ValuesAsync(page);
        Assert.Empty(await PageTests.ViolationsAsync(page, "OAuth client secret"));
        await PageTests.KeepAsync(page, "oauth-client-secret");
        await CopiedAsync(page);
        var row = page.GetByRole(AriaRole.Row, new() { Name = "Entra trial" });
        await Expect(row).ToContainTextAsync("Secret until");
        await Expect(row).ToContainTextAsync("Users only");
        Assert.DoesNotContain(first, await page.ContentAsync(), StringComparison.Ordinal);
        var token = await TokenAsync(id, first);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(token!));

        await MenuAsync(page, "Add a secret…");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add secret" }).ClickAsync();
        var (_, second) = await ValuesAsync(page);
        await CopiedAsync(page);
        await row.GetByRole(AriaRole.Button, new() { Name = "Remove secret of Entra trial" }).First.ClickAsync();
        await Expect(dialog).ToContainTextAsync("The other secret keeps working.");
        Assert.Empty(await PageTests.ViolationsAsync(page, "remove secret"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove secret" }).ClickAsync();
        await Expect(page.GetByText("The secret is removed.")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(token!));
        Assert.Null(await TokenAsync(id, first));
        Assert.Equal(HttpStatusCode.OK, await AskAsync((await TokenAsync(id, second))!));

        await MenuAsync(page, "Values to enter…");
        await Expect(dialog).ToContainTextAsync("/oauth/token");
        await Expect(dialog.Locator("#client-secret")).ToHaveCountAsync(0);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).Last.ClickAsync();
        await page.DialogClosedAsync();

        await MenuAsync(page, "Delete…");
        await Expect(dialog).ToContainTextAsync("“Entra trial” and its access tokens stop working at once.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete client" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Null(await TokenAsync(id, second));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_client_without_a_secret_names_what_is_wrong_with_its_trust()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Staging}/tokens");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create client" }).ClickAsync();
        await dialog.GetByLabel("Name").FillAsync("Federated");
        await dialog.GetByText("The identity provider’s signature").ClickAsync();
        await dialog.GetByLabel("Issuer").FillAsync("login.example.com");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create client" }).ClickAsync();
        await Expect(dialog.GetByLabel("Issuer")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(dialog.GetByLabel("Subject")).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Empty(await PageTests.ViolationsAsync(page, "OAuth trust"));
        await PageTests.KeepAsync(page, "oauth-client-trust");

        await dialog.GetByLabel("Issuer").FillAsync("https://login.example.com/v2.0");
        await dialog.GetByLabel("Subject").FillAsync("scim-agent");
        await dialog.GetByLabel("Audience").FillAsync("api://scimify");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create client" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Assertions are accepted from https://login.example.com/v2.0");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).Last.ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Federated" })).ToContainTextAsync("The signature of login.example.com");
        await PageTests.KeepAsync(page, "oauth-clients");
        await page.Context.CloseAsync();
    }

    private static async Task<(string Id, string Secret)> ValuesAsync(IPage page) =>
        (await page.Locator("#client-id").InnerTextAsync(), await page.Locator("#client-secret").InnerTextAsync());

    private static async Task CopiedAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
    }

    private static async Task MenuAsync(IPage page, string item)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "More for Entra trial" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = item }).ClickAsync();
    }

    /// <returns>Null if the client is refused.</returns>
    private async Task<string?> TokenAsync(string id, string secret)
    {
        using var client = console.App.NewClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret });
        using var answer = await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), form, Ct);
        return answer.IsSuccessStatusCode ? (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["access_token"] : null;
    }

    private async Task<HttpStatusCode> AskAsync(string token)
    {
        using var client = console.App.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.GetAsync(new Uri("/scim/v2/Users", UriKind.Relative), Ct);
        return answer.StatusCode;
    }
}
