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
    /// <summary>From the first start to the first person in Looker.</summary>
    private const int MostClicks = 10;

    private int _clicks;

    [Fact]
    public async Task From_an_empty_server_to_the_first_user_in_Looker()
    {
        await using var app = await StartAsync();
        var page = await chromium.NewPageAsync();
        var (userId, groupId) = await ConnectAsync(page, app, app.BaseAddress);
        await page.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true }).ClickAsync();
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

    [Fact]
    public async Task However_far_the_server_is_it_takes_no_more_clicks()
    {
        await using var app = await StartAsync();
        await using var link = SlowLink.To(app.BaseAddress, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(150));
        var page = await chromium.NewPageAsync();
        await ConnectAsync(page, app, link.Address);
        await page.Context.CloseAsync();
    }

    private static Task<ScimifyApp> StartAsync() => ScimifyApp.StartAsync(new Dictionary<string, string?>
    {
        ["Scimify:Sandbox:Enabled"] = "true",
        ["Scimify:Looker:AllowInsecureHttp"] = "true",
    });

    /// <summary>Owner, Looker, rules, token, first call, first person: all by clicks that are counted.</summary>
    private async Task<(string UserId, string GroupId)> ConnectAsync(IPage page, ScimifyApp app, Uri address)
    {
        await page.GotoAsync(address.AbsoluteUri);
        await page.GetByLabel("Set-up code").FillAsync(app.FirstOwnerCode);
        await page.GetByLabel("Your e-mail address").FillAsync("grace@example.com");
        await page.GetByLabel("Password").FillAsync("long enough words");
        await ClickAsync(page, AriaRole.Button, "Create the owner");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect your first Looker" })).ToBeVisibleAsync();
        await page.SettleAsync();
        await LookAsync(page, "first-run");

        await ClickAsync(page, AriaRole.Link, "New integration");
        await ClickAsync(page, AriaRole.Button, "Use the sandbox");
        await Expect(page.GetByText("The connection works.")).ToBeVisibleAsync();
        await Expect(page.GetByText("People do not sign in by SAML here.")).ToBeVisibleAsync();
        await LookAsync(page, "set-up-looker");
        await ClickAsync(page, AriaRole.Button, "Continue to rules");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What may happen in Looker" })).ToBeFocusedAsync();
        await LookAsync(page, "set-up-rules");
        await ClickAsync(page, AriaRole.Button, "Continue to provider");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tell Okta about Scimify" })).ToBeFocusedAsync();
        await ClickAsync(page, AriaRole.Button, "Create token");
        var token = await page.Locator("#token-secret").InnerTextAsync();
        await Expect(page.GetByText("Listening for the first call.")).ToBeVisibleAsync();
        await LookAsync(page, "set-up-provider");
        var pushed = await PushAsync($"{app.BaseAddress.AbsoluteUri.TrimEnd('/')}/scim/v2", token);

        // Nobody asks: it comes by itself.
        await Expect(page.GetByText("The first call was seen.")).ToBeVisibleAsync();
        await ClickAsync(page, AriaRole.Link, "Continue");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The first person is in Looker" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Create: ada@example.com")).ToBeVisibleAsync();
        await LookAsync(page, "set-up-person");
        await ClickAsync(page, AriaRole.Link, "Finish");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sandbox", Level = 1 })).ToBeVisibleAsync();
        Assert.InRange(_clicks, 1, MostClicks);
        return pushed;
    }

    private Task ClickAsync(IPage page, AriaRole role, string name)
    {
        _clicks++;
        return page.GetByRole(role, new() { Name = name }).First.ClickAsync();
    }

    private static async Task LookAsync(IPage page, string name)
    {
        Assert.Empty(await PageTests.ViolationsAsync(page, name));
        await PageTests.KeepAsync(page, name);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await PageTests.ViolationsAsync(page, $"{name}, dark"));
        await PageTests.KeepAsync(page, $"{name}-dark");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var size = page.ViewportSize!;
        await page.SetViewportSizeAsync(390, 900);
        await page.IsWithinScreenAsync();
        await PageTests.KeepAsync(page, $"{name}-narrow", fullPage: true);
        await page.SetViewportSizeAsync(size.Width, size.Height);
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
