using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Tests.SignIn;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>An owner adds a provider, tries it and switches it on; somebody else signs in with it. With npm's oidc-provider.</summary>
[Collection(JourneyTests.Name)]
public sealed class ProviderTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_provider_is_added_tried_switched_on_and_used()
    {
        await using var app = await ScimifyApp.StartAsync(ProviderWorld.Settings);
        var owner = await app.PersonAsync(email: "grace@example.com");
        var page = await chromium.NewPageAsync();
        var port = OidcProvider.NewPort();
        await page.SignInAsync(app.BaseAddress, owner.Name);
        await page.OpenAsync(app.BaseAddress, "/settings/sign-in/providers");
        Assert.Empty(await PageTests.ViolationsAsync(page, "providers"));
        await PageTests.KeepAsync(page, "providers-empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add provider" }).ClickAsync();
        await page.GetByLabel("Whose", new() { Exact = true }).SelectOptionAsync("Keycloak");
        await Expect(page.GetByText("Switch Client authentication on")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add provider" }).ClickAsync();
        await Expect(page.GetByText("Look at the fields in red")).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "new provider"));
        await PageTests.KeepAsync(page, "provider-new", fullPage: true);
        await page.GetByLabel("Address of the realm").FillAsync($"http://127.0.0.1:{port}");
        await page.GetByLabel("Client ID").FillAsync(FakeIssuer.ClientId);
        await page.GetByLabel("Client secret").FillAsync(OidcProvider.ClientSecret);
        await page.GetByLabel("Scopes").FillAsync("openid email profile groups");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        await page.GetByLabel("Value").FillAsync("operators");
        await page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync(nameof(PortalRole.Operator));
        await page.GetByLabel("Domains that come in unasked").FillAsync("example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add provider" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Keycloak", Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Switch on" })).ToBeDisabledAsync();

        var callback = new Uri(await page.GetByRole(AriaRole.Button, new() { Name = "Copy the redirect address" }).GetAttributeAsync("data-copy") ?? "");
        Assert.StartsWith(new Uri(app.BaseAddress, "/sign-in/callback/").AbsoluteUri, callback.AbsoluteUri, StringComparison.Ordinal);
        await using var provider = await OidcProvider.StartAsync(port, callback);
        var tried = await page.Context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Try it" }).ClickAsync());
        await ConsentAsync(tried, "operator");
        await tried.SettleAsync();
        await Expect(tried.GetByText("a new person, operator@example.com, Operator")).ToBeVisibleAsync();
        await tried.GetByText("What the provider says").ClickAsync();
        Assert.Empty(await PageTests.ViolationsAsync(tried, "a tried provider"));
        await PageTests.KeepAsync(tried, "provider-tried", fullPage: true);
        await tried.CloseAsync();

        await Expect(page.GetByText("Works", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Expect(page.GetByText("It is on: the sign-in page offers it.")).ToBeVisibleAsync();
        await page.OpenAsync(app.BaseAddress, "/settings/sign-in/providers");
        await PageTests.KeepAsync(page, "providers");

        var other = await chromium.NewPageAsync();
        await other.GotoAsync(new Uri(app.BaseAddress, "/sign-in").AbsoluteUri);
        Assert.Empty(await PageTests.ViolationsAsync(other, "sign-in with a provider"));
        await PageTests.KeepAsync(other, "sign-in-provider");
        await other.GetByRole(AriaRole.Link, new() { Name = "Sign in with Keycloak" }).ClickAsync();
        await ConsentAsync(other, "operator");
        await other.SettleAsync();
        await Expect(other.GetByRole(AriaRole.Button, new() { Name = "operator@example.com, your menu" })).ToBeVisibleAsync();
        await other.OpenAsync(app.BaseAddress, "/company-sign-in");
        await Expect(other.GetByRole(AriaRole.Row, new() { Name = "Keycloak" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(other, "company sign-in"));
        await PageTests.KeepAsync(other, "company-sign-in");

        var refused = await chromium.NewPageAsync();
        await refused.GotoAsync(new Uri(app.BaseAddress, "/sign-in").AbsoluteUri);
        await refused.GetByRole(AriaRole.Link, new() { Name = "Sign in with Keycloak" }).ClickAsync();
        await ConsentAsync(refused, "visitor");
        await Expect(refused.GetByRole(AriaRole.Heading, new() { Name = "You have no role in Scimify" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(refused, "sign-in problem"));
        await PageTests.KeepAsync(refused, "sign-in-problem");
        await refused.Context.CloseAsync();
        await other.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    private static async Task ConsentAsync(IPage page, string login)
    {
        await page.Locator("input[name=login]").FillAsync(login);
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }
}
