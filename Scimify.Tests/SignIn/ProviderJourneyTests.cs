using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>Signing in with a provider, over HTTP from the button to the console or to the page that says why not.</summary>
public sealed class ProviderJourneyTests
{
    private const string In = "/integrations";

    private static readonly ProviderInput Guests = new(Domains: ["example.com"], DefaultRole: PortalRole.Auditor);

    private static readonly ProviderInput ByGroup = Guests with
    {
        Roles = [new("groups", "owners", PortalRole.Owner), new("groups", "operators", PortalRole.Operator)], DefaultRole = null, NoDefaultRole = true,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Problem(string why) => $"/sign-in/problem?why={why}";

    [Fact]
    public async Task The_sign_in_page_offers_a_provider_as_long_as_it_is_on()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.NewBrowser();
        var on = await browser.GetStringAsync("/sign-in?returnUrl=%2Fpeople", Ct);
        await world.Providers.UpdateAsync(world.App.Fresh(world.Owner), world.Provider, new ProviderInput(IsEnabled: false), Ct);

        Assert.Contains($"sign-in/with/{world.Provider}?returnUrl=%2Fpeople", on, StringComparison.Ordinal);
        Assert.DoesNotContain("sign-in/with/", await browser.GetStringAsync("/sign-in", Ct), StringComparison.Ordinal);
        Assert.Equal(Problem("off"), await world.SignInAsync(browser));
    }

    [Fact]
    public async Task With_several_organizations_only_the_domain_of_an_address_leads_to_a_provider()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        var other = await world.App.PersonAsync(email: "owner@example.org", organization: "Another");
        var theirs = await world.Providers.CreateAsync(other, new ProviderInput("Theirs", Authority: world.Issuer.Address, ClientId: "x", ClientSecret: "y", Domains: ["example.org"]), Ct);
        await world.Providers.TriedAsync(other, theirs, new ProviderTry(DateTimeOffset.UnixEpoch, "", 1, [], null, null, false, null, null, []), Ct);
        await world.Providers.UpdateAsync(other, theirs, new ProviderInput(IsEnabled: true), Ct);
        using var browser = world.NewBrowser();

        var page = await browser.GetStringAsync("/sign-in", Ct);
        var (known, unknown, foreign, nowhere) = (
            await ProviderWorld.FindCompanyAsync(browser, "owner@example.com"), await ProviderWorld.FindCompanyAsync(browser, "nobody@example.com"),
            await ProviderWorld.FindCompanyAsync(browser, "nobody@Example.org"), await ProviderWorld.FindCompanyAsync(browser, "nobody@example.net"));

        Assert.Contains("sign-in/company?", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sign-in/with/", page, StringComparison.Ordinal);
        Assert.All([known, unknown], answer => Assert.Contains($"sign-in/with/{world.Provider}", answer, StringComparison.Ordinal));
        Assert.Contains($"sign-in/with/{theirs}", foreign, StringComparison.Ordinal);
        Assert.DoesNotContain("sign-in/with/", nowhere, StringComparison.Ordinal);
        Assert.DoesNotContain(theirs.ToString(), known, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_of_a_verified_domain_becomes_a_person_with_the_role_of_their_claims_and_a_session_like_any_other()
    {
        await using var world = await ProviderWorld.StartAsync(ByGroup);
        world.Issuer.UserInfo["groups"] = new[] { "others", "operators" };
        using var browser = world.NewBrowser();

        Assert.Equal(In, await world.SignInAsync(browser));

        await using var db = world.App.NewContext();
        var ada = await db.People.SingleAsync(p => p.Email == "ada@example.com", Ct);
        Assert.Equal((PortalRole.Operator, null), (ada.Role, ada.PasswordHash));
        Assert.Single(db.Sessions, session => session.PersonId == ada.Id);
        Assert.Equal(["provider.create", "provider.test", "provider.update", "person.create", "session.start"], (await world.ActionsAsync())[1..]);
        Assert.Contains("provider Example", db.AuditLog.Single(e => e.Action == "session.start").After, StringComparison.Ordinal);
        Assert.Equal(In, await world.SignInAsync(browser));
        Assert.Single(db.People, p => p.Email == "ada@example.com");
        Assert.Single(db.Sessions, session => session.PersonId == ada.Id);
    }

    [Fact]
    public async Task The_request_asks_for_a_code_with_PKCE_and_cookies_are_lax()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var answer = await world.App.Client.GetAsync($"/sign-in/with/{world.Provider}?again=true", Ct);
        var query = System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.Query);

        Assert.Equal(("code", "S256", "openid profile email", "login", "0"), (query["response_type"], query["code_challenge_method"], query["scope"], query["prompt"], query["max_age"]));
        Assert.Equal(new Uri(world.App.BaseAddress, $"/sign-in/callback/{world.Provider}").AbsoluteUri, query["redirect_uri"]);
        Assert.Null(query["response_mode"]);    // a query is what a code comes back in anyway
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("samesite=lax; httponly", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(2, answer.Headers.GetValues("Set-Cookie").Count());
    }

    [Theory]
    [InlineData("no groups at all", null)]
    [InlineData("other groups", "others")]
    public async Task Without_a_role_in_the_claims_nobody_comes_in(string what, string? group)
    {
        await using var world = await ProviderWorld.StartAsync(ByGroup);
        if (group is not null)
        {
            world.Issuer.Claims["groups"] = new[] { group };
        }

        using var browser = world.NewBrowser();

        Assert.True(await world.SignInAsync(browser) == Problem("noRole"), what);
        Assert.Equal("session.fail", (await world.ActionsAsync())[^1]);
        await using var db = world.App.NewContext();
        Assert.Single(db.People);
    }

    /// <summary>A provider may answer from a session of last week.</summary>
    [Theory]
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData(0, false, true)]
    [InlineData(3600, false, false)]
    [InlineData(3600, true, false)]
    public async Task A_sign_in_is_fresh_if_the_provider_says_so_or_had_to_ask_again(int? secondsAgo, bool again, bool isFresh)
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        if (secondsAgo is { } ago)
        {
            world.Issuer.Claims["auth_time"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - ago;
        }

        using var browser = world.NewBrowser();
        Assert.Equal(In, await world.SignInAsync(browser, again ? "again=true&returnUrl=%2Fintegrations" : "returnUrl=%2Fintegrations"));

        using var answer = await browser.GetAsync($"/sign-in/connect/{world.Provider}", Ct);

        Assert.Equal(isFresh ? Problem("lost") : $"/sign-in/connect/{world.Provider}", ProviderWorld.PlaceOf(answer));    // lost: there is no ticket
        Assert.Equal(!isFresh, answer.StatusCode == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_fails_before_anybody_is_known_is_in_the_audit_log_once_in_ten_minutes()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var browser = world.NewBrowser();
        (world.Issuer.Error, world.Issuer.ErrorDescription) = ("invalid_scope", "ada@example.com may not");

        Assert.Equal(Problem("request"), await world.SignInAsync(browser));
        Assert.Equal(Problem("request"), await world.SignInAsync(browser));
        world.Issuer.Error = "access_denied";
        Assert.Equal(Problem("declined"), await world.SignInAsync(browser));
        using var invented = await browser.GetAsync($"/sign-in/callback/{world.Provider}?error=access_denied&state=invented", Ct);
        Assert.Equal(Problem("lost"), ProviderWorld.PlaceOf(invented));

        await using var db = world.App.NewContext();
        var failed = db.AuditLog.Where(e => e.Action == "session.fail").OrderBy(e => e.Key).ToList();
        Assert.Equal(["""{"provider":"Example","why":"request"}""", """{"provider":"Example","why":"declined"}"""], failed.Select(e => e.After));
        Assert.All(failed, e => Assert.Equal(("provider", "127.0.0.1"), (e.SubjectKind, e.SourceAddress)));
    }

    [Fact]
    public async Task The_role_is_asked_again_at_each_sign_in_and_a_change_ends_the_other_sessions()
    {
        await using var world = await ProviderWorld.StartAsync(ByGroup);
        world.Issuer.Claims["groups"] = "operators";
        using var first = world.NewBrowser();
        await world.SignInAsync(first);
        world.Issuer.Claims["groups"] = "owners";
        using var second = world.NewBrowser();

        Assert.Equal(In, await world.SignInAsync(second));

        await using var db = world.App.NewContext();
        Assert.Equal(PortalRole.Owner, (await db.People.SingleAsync(p => p.Email == "ada@example.com", Ct)).Role);
        using var old = await first.GetAsync("/integrations", Ct);
        Assert.StartsWith("/sign-in?", ProviderWorld.PlaceOf(old), StringComparison.Ordinal);
        Assert.Contains("person.change", await world.ActionsAsync());

        world.Issuer.Claims["groups"] = "none of ours";
        Assert.Equal(Problem("noRole"), await world.SignInAsync(second));
    }

    [Fact]
    public async Task A_claim_never_takes_the_last_owner_away()
    {
        await using var world = await ProviderWorld.StartAsync(ByGroup);
        await world.ConnectAsync(world.Owner);
        world.Issuer.Claims["groups"] = "operators";
        using var browser = world.NewBrowser();

        Assert.Equal(In, await world.SignInAsync(browser));

        await using var db = world.App.NewContext();
        Assert.Equal(PortalRole.Owner, (await db.People.SingleAsync(Ct)).Role);
        Assert.Equal(["provider.keepOwner", "session.start"], (await world.ActionsAsync())[^2..]);
    }

    [Fact]
    public async Task Without_rules_a_provider_leaves_roles_alone()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        await world.ConnectAsync(world.Owner);
        using var browser = world.NewBrowser();

        Assert.Equal(In, await world.SignInAsync(browser));

        await using var db = world.App.NewContext();
        Assert.Equal(PortalRole.Owner, (await db.People.SingleAsync(Ct)).Role);
    }

    [Fact]
    public async Task A_locked_person_does_not_come_in()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        var ada = await world.App.PersonAsync(PortalRole.Operator);
        await world.ConnectAsync(ada);
        await world.App.Services.GetRequiredService<PeopleService>().LockAsync(world.Owner, ada.Id!.Value, Ct);
        using var browser = world.NewBrowser();

        Assert.Equal(Problem("locked"), await world.SignInAsync(browser));
        Assert.Equal("session.fail", (await world.ActionsAsync())[^1]);
    }

    [Theory]
    [InlineData("ada@example.com", true, "addressTaken")]
    [InlineData("ada@elsewhere.example", true, "notConnected")]
    [InlineData("new@example.com", false, "notConnected")]
    [InlineData("new@example.com.evil.example", true, "notConnected")]
    public async Task An_address_alone_makes_nobody_somebody_else(string email, bool isVerified, string why)
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        await world.App.PersonAsync(PortalRole.Operator, "ada@example.com");
        (world.Issuer.Claims["email"], world.Issuer.Claims["email_verified"]) = (email, isVerified);
        using var browser = world.NewBrowser();

        Assert.Equal(Problem(why), await world.SignInAsync(browser));
        using var page = await browser.GetAsync("/integrations", Ct);
        Assert.StartsWith("/sign-in?", ProviderWorld.PlaceOf(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_with_the_same_address_is_another_person_to_us()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var first = world.NewBrowser();
        await world.SignInAsync(first);
        world.Issuer.Claims["sub"] = "somebody-who-got-the-address-later";
        using var second = world.NewBrowser();

        Assert.Equal(Problem("addressTaken"), await world.SignInAsync(second));
    }

    [Fact]
    public async Task Somebody_without_a_password_cannot_be_signed_in_with_one()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var browser = world.NewBrowser();
        await world.SignInAsync(browser);
        using var other = world.NewBrowser();

        await Assert.ThrowsAsync<Xunit.Sdk.EqualException>(() => ProviderWorld.SignInWithPasswordAsync(other, "ada@example.com"));
    }

    [Fact]
    public async Task A_sign_in_is_as_fresh_as_the_provider_says()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        await world.ConnectAsync(world.Owner);
        var anHourAgo = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds();
        world.Issuer.Claims["auth_time"] = anHourAgo;
        using var browser = world.NewBrowser();
        await world.SignInAsync(browser);
        using var stale = await browser.GetAsync($"/sign-in/connect/{world.Provider}?ticket=x", Ct);

        world.Issuer.Claims["auth_time"] = anHourAgo + 3600;
        await world.SignInAsync(browser, "again=true");
        using var fresh = await browser.GetAsync($"/sign-in/connect/{world.Provider}?ticket=x", Ct);

        Assert.Equal((HttpStatusCode.Forbidden, Problem("lost")), (stale.StatusCode, ProviderWorld.PlaceOf(fresh)));
        Assert.Equal("login", world.Issuer.Asked!["prompt"]);
    }
}
