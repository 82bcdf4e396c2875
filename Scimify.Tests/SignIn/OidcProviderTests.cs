using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>Against npm's oidc-provider: discovery, pushed requests, PKCE, userinfo, consent, and another key.</summary>
public sealed class OidcProviderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_signs_in_comes_back_and_signs_in_after_the_provider_has_another_key()
    {
        await using var oidc = await OidcWorld.StartAsync(new ProviderInput(Kind: ProviderKind.Okta, Roles: [new("groups", "operators", PortalRole.Operator)], Domains: ["example.com"]));
        var (world, provider) = (oidc.Server, oidc.Provider);
        using var browser = world.NewBrowser();

        Assert.Equal("/integrations", await oidc.SignInAsync(browser));
        await using var db = world.App.NewContext();
        Assert.Equal(PortalRole.Operator, (await db.People.SingleAsync(p => p.Email == "operator@example.com", Ct)).Role);
        Assert.Equal((provider.Address, "operator"), await db.ProviderLogins.Select(l => ValueTuple.Create(l.Issuer, l.Subject)).SingleAsync(Ct));
        Assert.Equal("/integrations", await world.SignInAsync(browser));    // the provider remembers

        await provider.RollKeyOverAsync();
        await Eventually.TrueAsync(async () =>
        {
            using var another = world.NewBrowser();
            return await oidc.SignInAsync(another) == "/integrations";
        });
    }

    [Fact]
    public async Task A_secret_that_the_provider_does_not_know_is_a_page()
    {
        await using var oidc = await OidcWorld.StartAsync(new ProviderInput(ClientSecret: "not the secret"));
        using var browser = oidc.Server.NewBrowser();

        Assert.Equal("/sign-in/problem?why=secret", await oidc.SignInAsync(browser));
    }

    [Fact]
    public async Task Whoever_signs_out_at_the_provider_is_signed_out_here_and_nobody_else()
    {
        await using var oidc = await OidcWorld.StartAsync();
        var (world, provider) = (oidc.Server, oidc.Provider);
        using var browser = world.NewBrowser();
        using var other = world.NewBrowser();
        Assert.Equal("/integrations", await oidc.SignInAsync(browser));
        Assert.Equal("/integrations", await oidc.SignInAsync(other));
        await using var db = world.App.NewContext();
        Assert.Equal(2, await db.Sessions.Select(s => s.ProviderSid).Distinct().CountAsync(Ct));

        using var page = await browser.GetAsync(new Uri($"{provider.Address}/session/end"), Ct);
        var html = await page.Content.ReadAsStringAsync(Ct);
        using var form = new FormUrlEncodedContent([.. OidcProvider.HiddenFields(html), new("logout", "yes")]);
        using var ended = await browser.PostAsync(new Uri(page.RequestMessage!.RequestUri!, WebUtility.HtmlDecode(OidcProvider.FormAction().Match(html).Groups[1].Value)), form, Ct);

        using var here = await browser.GetAsync(new Uri(world.App.BaseAddress, "/integrations"), Ct);
        using var there = await other.GetAsync("/integrations", Ct);
        Assert.Equal((HttpStatusCode.OK, "/integrations"), (ended.StatusCode, ProviderWorld.PlaceOf(there)));
        Assert.StartsWith("/sign-in?", ProviderWorld.PlaceOf(here), StringComparison.Ordinal);
        Assert.Equal("session.revoke", (await world.ActionsAsync())[^1]);
    }

    [Fact]
    public async Task Somebody_accepts_an_invitation_there()
    {
        await using var oidc = await OidcWorld.StartAsync(new ProviderInput());
        var (world, provider) = (oidc.Server, oidc.Provider);
        var link = await world.App.Services.GetRequiredService<PeopleService>().InviteAsync(world.App.Fresh(world.Owner), "mira@example.com", PortalRole.Auditor, Ct);
        using var browser = world.NewBrowser();
        using var opened = await browser.SubmitAsync("/account/welcome", "welcome", null, ("Form.Link", link.Secret));

        Assert.Equal("/", await oidc.SignInAsync(browser, $"/sign-in/accept/{world.Provider}"));

        await using var db = world.App.NewContext();
        var login = await db.ProviderLogins.SingleAsync(Ct);
        Assert.Equal((provider.Address, "operator"), (login.Issuer, login.Subject));
        Assert.Equal(("mira@example.com", PortalRole.Auditor), await db.People.Where(p => p.Id == login.PersonId).Select(p => ValueTuple.Create(p.Email, p.Role)).SingleAsync(Ct));
        using var another = world.NewBrowser();
        Assert.Equal("/integrations", await oidc.SignInAsync(another));
    }
}
