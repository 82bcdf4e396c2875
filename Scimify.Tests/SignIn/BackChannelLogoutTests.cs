using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>A provider says that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0), or somebody pretends to be one.</summary>
public sealed class BackChannelLogoutTests : IAsyncLifetime
{
    private const string Subject = "ada-at-the-provider";
    private static readonly ProviderInput Guests = new(Domains: ["example.com"], DefaultRole: PortalRole.Auditor);

    private ProviderWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await ProviderWorld.StartAsync(Guests);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_sid_ends_that_session_and_its_cookie_opens_nothing_any_more()
    {
        using var first = await SignInAsync("session-1");
        using var second = await SignInAsync("session-2");

        var answer = await SendAsync(new() { ["sid"] = "session-1" });

        Assert.Equal((HttpStatusCode.OK, "no-store", ""), answer);
        Assert.Equal((false, true), (await IsInAsync(first), await IsInAsync(second)));
        await using var db = _world.App.NewContext();
        var audit = db.AuditLog.Single(e => e.Action == "session.revoke");
        Assert.Equal(("system", "sign-in with Example", "ada@example.com"), (audit.ActorKind, audit.ActorName, audit.SubjectName));
    }

    [Fact]
    public async Task A_subject_ends_all_sessions_of_the_provider_and_no_other()
    {
        using var first = await SignInAsync("session-1");
        using var second = await SignInAsync(null);
        _world.Issuer.Claims["sub"] = "bob-at-the-provider";
        _world.Issuer.Claims["email"] = "bob@example.com";
        using var bob = await SignInAsync(null);
        var ada = await _world.App.NewContext().People.SingleAsync(p => p.Email == "ada@example.com", Ct);
        var own = new Actor("person", ada.Id, ada.Email!, ada.OrganizationKey, _world.Owner.OrganizationId, ada.Role, null);
        var byPassword = await _world.App.Services.GetRequiredService<SessionService>().StartAsync(own, "password", null, Ct);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(new() { ["sub"] = Subject })).Status);

        Assert.Equal((false, false, true), (await IsInAsync(first), await IsInAsync(second), await IsInAsync(bob)));
        Assert.True(await _world.App.Services.GetRequiredService<SessionService>().IsLiveAsync(byPassword, ada.Id, Ct));
    }

    [Fact]
    public async Task With_both_names_the_session_has_to_be_the_persons_and_one_without_a_sid_ends_too()
    {
        using var named = await SignInAsync("session-1");
        using var other = await SignInAsync("session-2");
        using var unnamed = await SignInAsync(null);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(new() { ["sub"] = "somebody-else", ["sid"] = "session-1" })).Status);
        Assert.True(await IsInAsync(named));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(new() { ["sub"] = Subject, ["sid"] = "session-1" })).Status);

        Assert.Equal((false, true, false), (await IsInAsync(named), await IsInAsync(other), await IsInAsync(unnamed)));
    }

    [Fact]
    public async Task Whoever_is_signed_out_already_is_so_and_that_is_no_error() =>
        Assert.Equal((HttpStatusCode.OK, "no-store", ""), await SendAsync(new() { ["sub"] = "nobody" }));

    public static TheoryData<string> Forgeries =>
    [
        "issuer", "audience", "no iat", "old", "future", "expired", "no events", "other event", "events as text", "nonce", "no subject and no sid", "no jti",
        "unsigned", "other key", "unknown key", "symmetric", "id token", "access token",
    ];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_is_not_the_providers_own_for_a_logout_now_ends_nothing(string forgery)
    {
        using var browser = await SignInAsync("session-1");
        var now = TimeProvider.System.GetUtcNow();
        Dictionary<string, object?> claims = new() { ["sub"] = Subject, ["sid"] = "session-1" };
        var (name, value) = forgery switch
        {
            "issuer" => ("iss", (object?)"https://evil.example"),
            "audience" => ("aud", "another client"),
            "no iat" => ("iat", null),
            "old" => ("iat", now.AddMinutes(-11).ToUnixTimeSeconds()),
            "future" => ("iat", now.AddMinutes(6).ToUnixTimeSeconds()),
            "expired" => ("exp", now.AddMinutes(-6).ToUnixTimeSeconds()),
            "no events" => ("events", null),
            "other event" => ("events", new Dictionary<string, object> { ["https://example.com/other"] = new object() }),
            "events as text" => ("events", "http://schemas.openid.net/event/backchannel-logout"),
            "nonce" => ("nonce", "a nonce"),
            "no jti" => ("jti", null),
            _ => ("sub", Subject),
        };
        claims[name] = value;
        if (forgery == "no subject and no sid")
        {
            claims = [];
        }

        _world.Issuer.IsUnsigned = forgery == "unsigned";
        _world.Issuer.IsImpostor = forgery is "other key" or "unknown key";
        _world.Issuer.ForgeHeader = header => _ = forgery switch
        {
            "unknown key" => header["kid"] = "a key that is not published",
            "symmetric" => header["alg"] = "HS256",
            "id token" => header["typ"] = "id+jwt",
            "access token" => header["typ"] = "at+jwt",
            _ => null,
        };

        var (status, cache, body) = await SendAsync(claims);

        Assert.Equal((HttpStatusCode.BadRequest, "no-store"), (status, cache));
        Assert.Equal("invalid_request", JsonDocument.Parse(body).RootElement.GetProperty("error").GetString());
        Assert.DoesNotContain(Subject, body, StringComparison.Ordinal);
        Assert.True(await IsInAsync(browser));
    }

    [Theory]
    [InlineData("logout_token", "not a token")]
    [InlineData("logout_token", "")]
    [InlineData("token", "x.y.z")]
    public async Task What_is_no_token_is_a_bad_request(string field, string text)
    {
        using var form = new FormUrlEncodedContent([new(field, text)]);
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var large = new FormUrlEncodedContent([new(field, new string('x', 100_000))]);
        foreach (var (body, statuses) in new (HttpContent, HttpStatusCode[])[]
        {
            (form, [HttpStatusCode.BadRequest]), (json, [HttpStatusCode.BadRequest]), (large, [HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge]),
        })
        {
            using var answer = await _world.App.Client.PostAsync($"/sign-in/backchannel/{_world.Provider}", body, Ct);
            Assert.Contains(answer.StatusCode, statuses);
        }
    }

    [Fact]
    public async Task Only_a_provider_that_there_is_has_such_an_address_and_one_that_is_off_still_signs_out()
    {
        using var unknown = await _world.App.Client.PostAsync($"/sign-in/backchannel/{Guid.NewGuid()}", null, Ct);
        using var read = await _world.App.Client.GetAsync($"/sign-in/backchannel/{_world.Provider}", Ct);
        using var browser = await SignInAsync("session-1");
        await _world.Providers.UpdateAsync(_world.App.Fresh(_world.Owner), _world.Provider, new ProviderInput(IsEnabled: false), Ct);

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(new() { ["sid"] = "session-1" })).Status);
        Assert.False(await IsInAsync(browser));
    }

    [Fact]
    public async Task The_provider_of_another_organization_ends_nothing_here()
    {
        using var browser = await SignInAsync("session-1");
        var other = await _world.App.PersonAsync(organization: "Another");
        var theirs = await _world.Providers.CreateAsync(other, new ProviderInput("Theirs", Authority: _world.Issuer.Address, ClientId: FakeIssuer.ClientId, ClientSecret: "x"), Ct);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(new() { ["sub"] = Subject, ["sid"] = "session-1" }, provider: theirs)).Status);

        Assert.True(await IsInAsync(browser));
    }

    [Fact]
    public async Task A_provider_that_has_another_key_by_now_still_signs_out()
    {
        using var browser = await SignInAsync("session-1");
        _world.Issuer.RollKeyOver();

        await Eventually.TrueAsync(async () => (await SendAsync(new() { ["sid"] = "session-1" })).Status == HttpStatusCode.OK);

        Assert.False(await IsInAsync(browser));
    }

    [Fact]
    public async Task A_provider_whose_keys_cannot_be_read_gets_an_answer_and_nothing_ends()
    {
        var fresh = await _world.AddAsync(new ProviderInput("Fresh"));
        _world.Issuer.IsDown = true;
        var (status, _, body) = await SendAsync(new() { ["sub"] = Subject }, provider: fresh);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("keys could not be read", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_from_one_address_has_to_wait()
    {
        HttpStatusCode last;
        var sent = 0;
        do
        {
            using var answer = await _world.App.Client.PostAsync($"/sign-in/backchannel/{Guid.NewGuid()}", null, Ct);
            last = answer.StatusCode;
        }
        while (last == HttpStatusCode.NotFound && ++sent < 5_000);

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task Two_servers_accept_a_token_once_and_the_session_ends_on_both()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var settings = new Dictionary<string, string?> { ["Scimify:Database:Provider"] = "Postgres", ["ConnectionStrings:Scimify"] = database.PostgresConnectionString };
        await using var world = await ProviderWorld.StartAsync(Guests, settings);
        settings["Scimify:SignIn:AllowInsecureHttp"] = "true";
        await using var second = await ScimifyApp.StartAsync(settings);
        world.Issuer.Claims["sid"] = "session-1";
        using var browser = world.NewBrowser();
        await world.SignInAsync(browser);
        await using var db = world.App.NewContext();
        var session = await db.Sessions.SingleAsync(Ct);
        var there = second.Services.GetRequiredService<SessionService>();
        Assert.True(await there.IsLiveAsync(session.Id, session.PersonId, Ct));
        var token = world.Issuer.LogoutToken(new() { ["sid"] = "session-1" });

        var answers = await Task.WhenAll(new[] { world.App, second }.Select(app => SendAsync(app, world.Provider, token)));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], answers.Select(answer => answer.Status).Order());
        Assert.Contains("used before", answers.Single(answer => answer.Status == HttpStatusCode.BadRequest).Body, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => !await there.IsLiveAsync(session.Id, session.PersonId, Ct));
    }

    private Task<(HttpStatusCode Status, string? Cache, string Body)> SendAsync(Dictionary<string, object?> claims, Guid? provider = null) =>
        SendAsync(_world.App, provider ?? _world.Provider, _world.Issuer.LogoutToken(claims));

    private static async Task<(HttpStatusCode Status, string? Cache, string Body)> SendAsync(ScimifyApp app, Guid provider, string token)
    {
        using var form = new FormUrlEncodedContent([new("logout_token", token)]);
        using var answer = await app.Client.PostAsync($"/sign-in/backchannel/{provider}", form, Ct);
        return (answer.StatusCode, answer.Headers.CacheControl?.ToString(), await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <param name="sid">What the provider calls the session; null if it names none.</param>
    private async Task<HttpClient> SignInAsync(string? sid)
    {
        _world.Issuer.Claims.Remove("sid");
        if (sid is not null)
        {
            _world.Issuer.Claims["sid"] = sid;
        }

        var browser = _world.NewBrowser();
        Assert.Equal("/integrations", await _world.SignInAsync(browser));
        return browser;
    }

    private static async Task<bool> IsInAsync(HttpClient browser)
    {
        using var page = await browser.GetAsync("/integrations", Ct);
        return ProviderWorld.PlaceOf(page) == "/integrations";
    }
}
