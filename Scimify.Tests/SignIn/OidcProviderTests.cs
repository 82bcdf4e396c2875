using System.Text.RegularExpressions;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>Against npm's oidc-provider: discovery, pushed requests, PKCE, userinfo, consent, and another key.</summary>
public sealed partial class OidcProviderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_signs_in_comes_back_and_signs_in_after_the_provider_has_another_key()
    {
        var port = OidcProvider.NewPort();
        await using var world = await ProviderWorld.StartAsync(new ProviderInput(
            Kind: ProviderKind.Okta, Authority: $"http://127.0.0.1:{port}", ClientSecret: OidcProvider.ClientSecret, Scopes: "openid email profile groups",
            Roles: [new("groups", "operators", PortalRole.Operator)], Domains: ["example.com"]));
        await using var provider = await OidcProvider.StartAsync(port, new Uri(world.App.BaseAddress, $"/sign-in/callback/{world.Provider}"));
        using var browser = world.NewBrowser();

        Assert.Equal("/integrations", await SignInAsync(world, browser));
        await using var db = world.App.NewContext();
        Assert.Equal(PortalRole.Operator, (await db.People.SingleAsync(p => p.Email == "operator@example.com", Ct)).Role);
        Assert.Equal((provider.Address, "operator"), await db.ProviderLogins.Select(l => ValueTuple.Create(l.Issuer, l.Subject)).SingleAsync(Ct));
        Assert.Equal("/integrations", await world.SignInAsync(browser));    // the provider remembers

        await provider.RollKeyOverAsync();
        await Eventually.TrueAsync(async () =>
        {
            using var another = world.NewBrowser();
            return await SignInAsync(world, another) == "/integrations";
        });
    }

    [Fact]
    public async Task A_secret_that_the_provider_does_not_know_is_a_page()
    {
        var port = OidcProvider.NewPort();
        await using var world = await ProviderWorld.StartAsync(new ProviderInput(Authority: $"http://127.0.0.1:{port}", ClientSecret: "not the secret"));
        await using var provider = await OidcProvider.StartAsync(port, new Uri(world.App.BaseAddress, $"/sign-in/callback/{world.Provider}"));
        using var browser = world.NewBrowser();

        Assert.Equal("/sign-in/problem?why=secret", await world.SignInAsync(browser));
    }

    [Fact]
    public async Task Whoever_signs_out_at_the_provider_is_signed_out_here_and_nobody_else()
    {
        var port = OidcProvider.NewPort();
        await using var world = await ProviderWorld.StartAsync(new ProviderInput(
            Authority: $"http://127.0.0.1:{port}", ClientSecret: OidcProvider.ClientSecret, Scopes: "openid email profile", DefaultRole: PortalRole.Operator, Domains: ["example.com"]));
        await using var provider = await OidcProvider.StartAsync(port, new Uri(world.App.BaseAddress, $"/sign-in/callback/{world.Provider}"));
        using var browser = world.NewBrowser();
        using var other = world.NewBrowser();
        Assert.Equal("/integrations", await SignInAsync(world, browser));
        Assert.Equal("/integrations", await SignInAsync(world, other));
        await using var db = world.App.NewContext();
        Assert.Equal(2, await db.Sessions.Select(s => s.ProviderSid).Distinct().CountAsync(Ct));

        using var page = await browser.GetAsync(new Uri($"{provider.Address}/session/end"), Ct);
        var html = await page.Content.ReadAsStringAsync(Ct);
        using var form = new FormUrlEncodedContent(Hidden().Matches(html).Select(field => KeyValuePair.Create(field.Groups[1].Value, field.Groups[2].Value)).Append(new("logout", "yes")));
        using var ended = await browser.PostAsync(new Uri(page.RequestMessage!.RequestUri!, WebUtility.HtmlDecode(Form().Match(html).Groups[1].Value)), form, Ct);

        using var here = await browser.GetAsync(new Uri(world.App.BaseAddress, "/integrations"), Ct);
        using var there = await other.GetAsync("/integrations", Ct);
        Assert.Equal((HttpStatusCode.OK, "/integrations"), (ended.StatusCode, ProviderWorld.PlaceOf(there)));
        Assert.StartsWith("/sign-in?", ProviderWorld.PlaceOf(here), StringComparison.Ordinal);
        Assert.Equal("session.revoke", (await world.ActionsAsync())[^1]);
    }

    [Fact]
    public async Task Somebody_accepts_an_invitation_there()
    {
        var port = OidcProvider.NewPort();
        await using var world = await ProviderWorld.StartAsync(new ProviderInput(Authority: $"http://127.0.0.1:{port}", ClientSecret: OidcProvider.ClientSecret, Scopes: "openid email profile"));
        await using var provider = await OidcProvider.StartAsync(port, new Uri(world.App.BaseAddress, $"/sign-in/callback/{world.Provider}"));
        var link = await world.App.Services.GetRequiredService<PeopleService>().InviteAsync(world.App.Fresh(world.Owner), "mira@example.com", PortalRole.Auditor, Ct);
        using var browser = world.NewBrowser();
        using var opened = await browser.SubmitAsync("/account/welcome", "welcome", null, ("Form.Link", link.Secret));

        Assert.Equal("/", await SignInAsync(world, browser, $"/sign-in/accept/{world.Provider}"));

        await using var db = world.App.NewContext();
        var login = await db.ProviderLogins.SingleAsync(Ct);
        Assert.Equal((provider.Address, "operator"), (login.Issuer, login.Subject));
        Assert.Equal(("mira@example.com", PortalRole.Auditor), await db.People.Where(p => p.Id == login.PersonId).Select(p => ValueTuple.Create(p.Email, p.Role)).SingleAsync(Ct));
        using var another = world.NewBrowser();
        Assert.Equal("/integrations", await SignInAsync(world, another));
    }

    /// <summary>Fills the provider's forms: who it is, and that Scimify may know.</summary>
    private static async Task<string> SignInAsync(ProviderWorld world, HttpClient browser, string? start = null)
    {
        var answer = await browser.GetAsync(start ?? $"/sign-in/with/{world.Provider}?returnUrl=%2Fintegrations", Ct);
        while (await answer.Content.ReadAsStringAsync(Ct) is var html && Form().Match(html) is { Success: true } form && answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/interaction/", StringComparison.Ordinal))
        {
            var page = answer.RequestMessage.RequestUri;
            answer.Dispose();
            using var fields = new FormUrlEncodedContent(Hidden().Matches(html).Select(field => KeyValuePair.Create(field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value)))
                .Append(new("login", "operator")).Append(new("password", "any")));
            answer = await browser.PostAsync(new Uri(page, WebUtility.HtmlDecode(form.Groups[1].Value)), fields, Ct);
        }

        using (answer)
        {
            return ProviderWorld.PlaceOf(answer);
        }
    }

    [GeneratedRegex("<form[^>]*action=\"([^\"]+)\"")]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
