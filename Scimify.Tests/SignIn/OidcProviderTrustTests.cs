using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>
/// npm's oidc-provider, whose tokens somebody changes on their way, whose clock is wrong, that goes away, or that is changed while
/// somebody is there. Each ends in the console, or on a page that says what to do with nobody signed in.
/// </summary>
public sealed class OidcProviderTrustTests
{
    private const string In = "/integrations";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Problem(string why) => $"/sign-in/problem?why={why}";

    private static Forgery ForgeryOf(string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        return name switch
        {
            "another issuer" => new(new() { ["iss"] = "https://evil.example" }),
            "another audience" => new(new() { ["aud"] = "another client" }),
            "another nonce" => new(new() { ["nonce"] = "the nonce of another sign-in" }),
            "no nonce" => new(Without: ["nonce"]),
            "expired" => new(new() { ["exp"] = now.AddMinutes(-10).ToUnixTimeSeconds() }),
            "no expiry" => new(Without: ["exp"]),
            "not valid yet" => new(new() { ["nbf"] = now.AddMinutes(10).ToUnixTimeSeconds() }),
            "issued in the future" => new(new() { ["iat"] = now.AddMinutes(10).ToUnixTimeSeconds() }),
            "another subject than userinfo" => new(new() { ["sub"] = "somebody-else" }),
            "no subject" => new(Without: ["sub"]),
            "alg none" => new(Header: new() { ["alg"] = "none" }, Key: "none"),
            "alg none, signed all the same" => new(Header: new() { ["alg"] = "none" }),
            "no signature" => new(Key: "none"),
            "another key" => new(Key: "another"),
            "another key by another name" => new(Header: new() { ["kid"] = "a key that is not published" }, Key: "another"),
            _ => new(Header: new() { ["alg"] = "HS256" }, Key: "public"),
        };
    }

    public static TheoryData<string> Forgeries =>
    [
        "another issuer", "another audience", "another nonce", "no nonce", "expired", "no expiry", "not valid yet", "issued in the future", "another subject than userinfo", "no subject",
        "alg none", "alg none, signed all the same", "no signature", "another key", "another key by another name", "the public key as a secret",
    ];

    /// <summary>What the audit log says that the token has wrong.</summary>
    private static string WrongOf(string forgery) => forgery switch
    {
        "another issuer" => "issuer",
        "another audience" => "audience",
        "another nonce" or "no nonce" => "nonce",
        "expired" or "no expiry" or "not valid yet" or "issued in the future" => "time",
        "another subject than userinfo" or "no subject" => "content",
        _ => "signature",
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_is_not_the_providers_own_for_this_sign_in_signs_nobody_in(string forgery)
    {
        await using var world = await OidcWorld.StartAsync();
        using var before = world.Server.NewBrowser();
        Assert.Equal(In, await world.SignInAsync(before));
        await world.Provider.ForgeAsync(ForgeryOf(forgery));
        using var browser = world.Server.NewBrowser();

        using var page = await world.Provider.ConsentAsync(browser, new Uri(world.Server.App.BaseAddress, $"/sign-in/with/{world.Server.Provider}"));

        Assert.Equal((Problem("token"), HttpStatusCode.BadGateway), (ProviderWorld.PlaceOf(page), page.StatusCode));
        Assert.Contains("Scimify could not trust it, and you are not signed in.", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.False(await OidcWorld.IsInAsync(browser));
        Assert.Equal(("token", WrongOf(forgery)), await LastFailureAsync(world));
        await using var db = world.Server.App.NewContext();
        Assert.Equal(1, await db.Sessions.CountAsync(Ct));

        await world.Provider.ForgeAsync(new Forgery());
        Assert.Equal(In, await world.SignInAsync(browser));
    }

    [Theory]
    [InlineData(-120, In)]
    [InlineData(120, In)]
    [InlineData(600, "/sign-in/problem?why=token")]
    public async Task Clocks_may_differ_by_two_minutes(int ahead, string place)
    {
        await using var world = await OidcWorld.StartAsync();
        await world.Provider.SetClockAsync(TimeSpan.FromSeconds(ahead));
        using var browser = world.Server.NewBrowser();

        Assert.Equal(place, await world.SignInAsync(browser));
        Assert.Equal(place == In, await OidcWorld.IsInAsync(browser));
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_answer_with_another_state_signs_nobody_in(string? state)
    {
        await using var world = await OidcWorld.StartAsync();
        var cookies = new CookieContainer();
        var callback = await world.ComeBackAsync(cookies);
        var query = System.Web.HttpUtility.ParseQueryString(callback.Query);
        query["state"] = state;
        using var browser = world.Server.NewBrowser(cookies: cookies);

        using var page = await browser.GetAsync($"{callback.AbsolutePath}?{query}", Ct);

        Assert.Equal((Problem("lost"), HttpStatusCode.BadRequest), (ProviderWorld.PlaceOf(page), page.StatusCode));
        Assert.False(await OidcWorld.IsInAsync(browser));
    }

    [Fact]
    public async Task The_answer_to_one_browser_signs_no_other_browser_in_and_works_once()
    {
        await using var world = await OidcWorld.StartAsync();
        var cookies = new CookieContainer();
        var callback = await world.ComeBackAsync(cookies);
        using var attacker = world.Server.NewBrowser();
        using var browser = world.Server.NewBrowser(cookies: cookies);
        using var another = world.Server.NewBrowser();

        using var stolen = await attacker.GetAsync(callback, Ct);
        using var own = await browser.GetAsync(callback, Ct);
        using var again = await another.GetAsync(callback, Ct);

        Assert.Equal((Problem("lost"), In, Problem("lost")), (ProviderWorld.PlaceOf(stolen), ProviderWorld.PlaceOf(own), ProviderWorld.PlaceOf(again)));
        Assert.False(await OidcWorld.IsInAsync(attacker));
    }

    [Fact]
    public async Task A_provider_that_is_down_is_a_page_and_works_again_when_it_is_back()
    {
        await using var world = await OidcWorld.StartAsync();
        await world.Provider.DisposeAsync();
        using var browser = world.Server.NewBrowser();

        using var page = await browser.GetAsync($"/sign-in/with/{world.Server.Provider}", Ct);

        Assert.Equal((Problem("down"), HttpStatusCode.ServiceUnavailable), (ProviderWorld.PlaceOf(page), page.StatusCode));
        Assert.Equal(("down", null), await LastFailureAsync(world));
        await world.StartProviderAsync();
        Assert.Equal(In, await world.SignInAsync(browser));
    }

    [Fact]
    public async Task A_provider_that_goes_down_while_somebody_is_there_is_a_page_and_works_again_when_it_is_back()
    {
        await using var world = await OidcWorld.StartAsync();
        var cookies = new CookieContainer();
        var callback = await world.ComeBackAsync(cookies);
        await world.Provider.DisposeAsync();
        using var browser = world.Server.NewBrowser(cookies: cookies);

        using var page = await browser.GetAsync(callback, Ct);

        Assert.Equal((Problem("down"), HttpStatusCode.ServiceUnavailable), (ProviderWorld.PlaceOf(page), page.StatusCode));
        Assert.Equal(("down", null), await LastFailureAsync(world));
        Assert.False(await OidcWorld.IsInAsync(browser));
        await world.StartProviderAsync();    // with another key than Scimify has read
        await Eventually.TrueAsync(async () => await world.SignInAsync(browser) == In);
    }

    [Fact]
    public async Task A_provider_that_is_changed_or_switched_off_while_somebody_is_there_ends_on_a_page()
    {
        await using var world = await OidcWorld.StartAsync();
        var (server, owner) = (world.Server, world.Server.App.Fresh(world.Server.Owner));
        var cookies = new CookieContainer();
        using var browser = server.NewBrowser(cookies: cookies);

        var callback = await world.ComeBackAsync(cookies);
        await server.Providers.UpdateAsync(owner, server.Provider, new ProviderInput(ClientSecret: "wrong"), Ct);
        using var changed = await browser.GetAsync(callback, Ct);
        Assert.Equal((Problem("secret"), HttpStatusCode.BadGateway), (ProviderWorld.PlaceOf(changed), changed.StatusCode));
        Assert.Equal(("secret", null), await LastFailureAsync(world));

        await server.Providers.UpdateAsync(owner, server.Provider, new ProviderInput(ClientSecret: OidcProvider.ClientSecret), Ct);
        await server.SwitchOnAsync(server.Provider);
        callback = await world.ComeBackAsync(cookies);
        await server.Providers.UpdateAsync(owner, server.Provider, new ProviderInput(IsEnabled: false), Ct);
        using var off = await browser.GetAsync(callback, Ct);
        Assert.Equal((Problem("off"), HttpStatusCode.Forbidden), (ProviderWorld.PlaceOf(off), off.StatusCode));
        Assert.False(await OidcWorld.IsInAsync(browser));

        await server.SwitchOnAsync(server.Provider);
        Assert.Equal(In, await world.SignInAsync(browser));
    }

    [Fact]
    public async Task A_sign_in_may_end_on_another_server_than_it_began()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var settings = new Dictionary<string, string?> { ["Scimify:Database:Provider"] = "Postgres", ["ConnectionStrings:Scimify"] = database.PostgresConnectionString };
        await using var world = await OidcWorld.StartAsync(settings: settings);
        var first = world.Server.App.BaseAddress;
        settings["Scimify:SignIn:AllowInsecureHttp"] = "true";
        settings["Scimify:PublicUrl"] = first.AbsoluteUri.TrimEnd('/');
        await using var second = await ScimifyApp.StartAsync(settings);
        var cookies = new CookieContainer();
        var callback = await world.ComeBackAsync(cookies);
        using var balancer = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false });

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(second.BaseAddress, callback.PathAndQuery)) { Headers = { Host = first.Authority } };
        using var ended = await balancer.SendAsync(request, Ct);

        Assert.Equal(In, new Uri(first, ended.Headers.Location!).AbsolutePath);
        using var browser = world.Server.NewBrowser(cookies: cookies);
        Assert.True(await OidcWorld.IsInAsync(browser));
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_addresses_and_cookies_are_those_of_the_public_address()
    {
        await using var world = await OidcWorld.StartAsync(settings: new() { ["Scimify:PublicUrl"] = "https://scimify.example.com/tools" });
        using var proxy = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = world.Server.App.BaseAddress };
        proxy.DefaultRequestHeaders.Host = "scimify.example.com";
        using var begun = await proxy.GetAsync($"/tools/sign-in/with/{world.Server.Provider}?returnUrl=%2Ftools%2Fpeople", Ct);
        using var atTheProvider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var leading = await world.Provider.ConsentAsync(atTheProvider, begun.Headers.Location!);
        var callback = leading.Headers.Location!;

        using var request = new HttpRequestMessage(HttpMethod.Get, callback.PathAndQuery);
        var cookies = begun.Headers.GetValues("Set-Cookie").ToList();
        request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
        using var ended = await proxy.SendAsync(request, Ct);

        Assert.StartsWith($"https://scimify.example.com/tools/sign-in/callback/{world.Server.Provider}?", callback.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("https://scimify.example.com/tools/people", ended.Headers.Location?.AbsoluteUri);
        Assert.All([.. cookies, .. ended.Headers.GetValues("Set-Cookie").Where(cookie => !cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal))], cookie =>
        {
            Assert.StartsWith("__Host-scimify.", cookie, StringComparison.Ordinal);
            Assert.Contains("; path=/; secure", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    /// <summary>Why the last sign-in failed, in the word of the audit log.</summary>
    private static async Task<(string? Why, string? Wrong)> LastFailureAsync(OidcWorld world)
    {
        await using var db = world.Server.App.NewContext();
        var entry = await db.AuditLog.Where(e => e.Action == "session.fail").OrderByDescending(e => e.Key).FirstAsync(Ct);
        Assert.Equal(("Example", "127.0.0.1"), (entry.SubjectName, entry.SourceAddress));
        var after = JsonElement.Parse(entry.After!);
        return (after.GetProperty("why").GetString(), after.TryGetProperty("wrong", out var wrong) ? wrong.GetString() : null);
    }
}
