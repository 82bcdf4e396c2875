using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>The whole journey: first owner, integration with the sandbox, token, a push over SCIM, the user shown as applied.</summary>
[Collection(JourneyTests.Name)]
public sealed class FirstUserTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task From_an_empty_server_to_the_first_user_in_Looker()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>
        {
            ["Scimify:Sandbox:Enabled"] = "true",
            ["Scimify:Looker:AllowInsecureHttp"] = "true",
        });
        var page = await chromium.NewPageAsync();
        await MakeOwnerAsync(page, app);
        var scimUrl = await MakeIntegrationAsync(page);
        var token = await MakeTokenAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Nobody yet")).ToBeVisibleAsync();
        var (userId, groupId) = await PushAsync(scimUrl, token);

        // The empty list refreshes itself.
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "ada@example.com" })).ToContainTextAsync("Applied");
        await page.GetByRole(AriaRole.Link, new() { Name = "ada@example.com" }).ClickAsync();
        await Expect(page.GetByText("Created by Scimify")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Analysts of ours" })).ToContainTextAsync("Applied");
        await Expect(page).ToHaveURLAsync(new Regex($"/users/{userId}$"));

        await page.GetByRole(AriaRole.Row, new() { Name = "Analysts of ours" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Analysts of ours" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "ada@example.com" })).ToContainTextAsync("Member");
        await Expect(page).ToHaveURLAsync(new Regex($"/groups/{groupId}$"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Provisioning log" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Row, new() { Name = "Create user" }).GetByRole(AriaRole.Link, new() { Name = "ada@example.com" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "POST /users" }).First).ToContainTextAsync("200");

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "created the integration" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "clientId" })).ToContainTextAsync("sandbox-client");
        Assert.DoesNotContain("sandbox-secret", await page.ContentAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    private static async Task MakeOwnerAsync(IPage page, ScimifyApp app)
    {
        await page.GotoAsync(app.BaseAddress.AbsoluteUri);
        await page.GetByLabel("Set-up code").FillAsync(app.FirstOwnerCode);
        await page.GetByLabel("Your e-mail address").FillAsync("grace@example.com");
        await page.GetByLabel("Password").FillAsync("long enough words");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the owner" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect your Looker" })).ToBeVisibleAsync();
        await page.SettleAsync();
    }

    private static async Task<string> MakeIntegrationAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "New integration" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use the sandbox" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(page.GetByText("The connection works.")).ToBeVisibleAsync();
        await Expect(page.GetByText("People do not sign in by SAML here.")).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "wizard"));
        await PageTests.KeepAsync(page, "wizard-tested");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create integration" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/tokens$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tokens", Level = 1 })).ToBeVisibleAsync();
        return await page.Locator("code").First.InnerTextAsync();
    }

    private static async Task<string> MakeTokenAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("curl");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var secret = await page.Locator("#token-secret").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
        return secret;
    }

    private static async Task<(string UserId, string GroupId)> PushAsync(string scimUrl, string token)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var user = await PostAsync(client, $"{scimUrl}/Users", new
        {
            schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" },
            userName = "ada@example.com",
            name = new { givenName = "Ada", familyName = "Lovelace" },
            emails = new[] { new { value = "ada@example.com", type = "work", primary = true } },
            active = true,
        });
        var group = await PostAsync(client, $"{scimUrl}/Groups", new
        {
            schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:Group" },
            displayName = "Analysts of ours",
            members = new[] { new { value = user } },
        });
        return (user, group);
    }

    private static async Task<string> PostAsync(HttpClient client, string url, object body)
    {
        using var answer = await client.PostAsJsonAsync(url, body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var json = await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(TestContext.Current.CancellationToken);
        return json.GetProperty("id").GetString()!;
    }
}
