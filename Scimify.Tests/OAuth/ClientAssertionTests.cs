using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.OAuth;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;

namespace Scimify.Tests.OAuth;

/// <summary>Workload identity federation: a client proves who it is by an assertion of an issuer (RFC 7523 sections 2.2 and 3).</summary>
public sealed class ClientAssertionTests : IAsyncLifetime
{
    private OAuthWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await OAuthWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_assertion_gets_a_token_that_SCIM_accepts(bool byDiscovery)
    {
        var client = await _world.TrustingAsync(byDiscovery);
        Assert.Null(client.Secret);

        var reply = await _world.ByAssertionAsync(client, _world.Assertion());

        Assert.Equal((200, 3600), (reply.Status, reply.Body.GetProperty("expires_in").GetInt32()));
        Assert.Equal(200, await _world.ScimAsync(reply.Token));
        Assert.Equal(byDiscovery ? 1 : 0, _world.Issuer.Discoveries);
    }

    [Fact]
    public async Task The_keys_are_read_once_for_many_assertions_and_again_after_an_hour()
    {
        var client = await _world.TrustingAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
        }

        Assert.Equal(1, _world.Issuer.KeyReads);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
        Assert.Equal(2, _world.Issuer.KeyReads);
    }

    [Fact]
    public async Task An_assertion_that_is_its_own_client_need_not_name_it()
    {
        var client = await _world.TrustingAsync();
        await _world.Clients.UpdateAsync(
            _world.App.Fresh(_world.Owner), _world.Integration.Id, client.Client.Id, new OAuthClientChange(Trust: client.Client.Trust! with { Subject = client.Client.Id.ToString() }), Ct);

        var reply = await TokenReply.AskAsync(_world.App.Client, OAuthWorld.Form(
            ("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", _world.Assertion(new() { ["sub"] = client.Client.Id.ToString() }))));

        Assert.Equal(200, reply.Status);
    }

    public static TheoryData<string, RejectionReason> Forgeries => new()
    {
        { "no JWT", RejectionReason.Signature },
        { "too long", RejectionReason.Signature },
        { "issuer", RejectionReason.Issuer },
        { "no issuer", RejectionReason.Issuer },
        { "audience", RejectionReason.Audience },
        { "no audience", RejectionReason.Audience },
        { "subject", RejectionReason.Subject },
        { "subject in another case", RejectionReason.Subject },
        { "no subject", RejectionReason.Subject },
        { "expired", RejectionReason.Lifetime },
        { "no exp", RejectionReason.Lifetime },
        { "exp as text", RejectionReason.Lifetime },
        { "endless", RejectionReason.Lifetime },
        { "not yet", RejectionReason.Lifetime },
        { "from the future", RejectionReason.Lifetime },
        { "jti as number", RejectionReason.Replayed },
        { "unsigned", RejectionReason.Signature },
        { "other key", RejectionReason.Signature },
        { "changed", RejectionReason.Signature },
        { "public key as secret", RejectionReason.Signature },
        { "unknown key", RejectionReason.Key },
        { "no key", RejectionReason.Key },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task An_assertion_that_is_not_the_issuers_own_for_this_client_now_gets_nothing(string forgery, RejectionReason reason)
    {
        var client = await _world.TrustingAsync();
        var refused = await _world.ByAssertionAsync(client, Forged(forgery));

        Assert.Equal((401, "invalid_client"), (refused.Status, refused.Error));
        Assert.Empty(refused.Headers.WwwAuthenticate);
        Assert.DoesNotContain(OAuthWorld.Subject, refused.Body.ToString(), StringComparison.Ordinal);
        var row = Assert.Single(await _world.RejectedAsync());
        Assert.Equal((reason, client.Client.Id, null), (row.Reason, row.TokenId, row.HashStart));
        await using var db = _world.App.NewContext();
        Assert.Empty(db.ScimTokens.IgnoreQueryFilters());
        Assert.Empty(db.UsedAssertions);
    }

    [Fact]
    public async Task Clocks_may_be_two_minutes_apart()
    {
        var client = await _world.TrustingAsync();
        var now = _world.Clock.GetUtcNow().ToUnixTimeSeconds();

        var slow = await _world.ByAssertionAsync(client, _world.Assertion(new() { ["exp"] = now - 119 }));
        var fast = await _world.ByAssertionAsync(client, _world.Assertion(new() { ["nbf"] = now + 119, ["iat"] = now + 119 }));

        Assert.Equal((200, 200), (slow.Status, fast.Status));
    }

    [Fact]
    public async Task An_assertion_with_an_ID_works_once_until_it_would_be_refused_anyway()
    {
        var client = await _world.TrustingAsync();
        var assertion = _world.Assertion();
        Assert.Equal(200, (await _world.ByAssertionAsync(client, assertion)).Status);
        _world.Clock.Advance(TimeSpan.FromMinutes(30));
        await _world.App.Services.GetRequiredService<OAuthTokenService>().ForgetAsync(Ct);

        var replayed = await _world.ByAssertionAsync(client, assertion);

        Assert.Equal((401, "invalid_client"), (replayed.Status, replayed.Error));
        Assert.Equal(RejectionReason.Replayed, Assert.Single(await _world.RejectedAsync()).Reason);
        _world.Clock.Advance(TimeSpan.FromMinutes(34));
        await _world.App.Services.GetRequiredService<OAuthTokenService>().ForgetAsync(Ct);
        Assert.Equal(401, (await _world.ByAssertionAsync(client, assertion)).Status);
        await using var db = _world.App.NewContext();
        Assert.Empty(db.UsedAssertions);
    }

    [Fact]
    public async Task An_assertion_without_an_ID_as_Entra_sends_it_works_until_it_expires()
    {
        var client = await _world.TrustingAsync();
        var assertion = _world.Assertion(new() { ["jti"] = null });

        Assert.Equal((200, 200), ((await _world.ByAssertionAsync(client, assertion)).Status, (await _world.ByAssertionAsync(client, assertion)).Status));
        _world.Clock.Advance(TimeSpan.FromMinutes(62));
        Assert.Equal(401, (await _world.ByAssertionAsync(client, assertion)).Status);
    }

    [Fact]
    public async Task Another_client_with_the_same_trust_has_its_own_replays()
    {
        var (one, other) = (await _world.TrustingAsync(), await _world.TrustingAsync());
        var assertion = _world.Assertion();

        Assert.Equal((200, 200, 401), ((await _world.ByAssertionAsync(one, assertion)).Status, (await _world.ByAssertionAsync(other, assertion)).Status, (await _world.ByAssertionAsync(one, assertion)).Status));
    }

    [Fact]
    public async Task An_issuer_that_has_another_key_by_now_is_asked_again_but_not_all_the_time()
    {
        var client = await _world.TrustingAsync();
        Assert.Equal(200, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
        var old = _world.Assertion();
        _world.Issuer.RollKeyOver();

        Assert.Equal(401, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
        Assert.Equal(1, _world.Issuer.KeyReads);
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
        Assert.Equal(2, _world.Issuer.KeyReads);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, (await _world.ByAssertionAsync(client, old)).Status);
        }

        Assert.Equal(2, _world.Issuer.KeyReads);
        Assert.All(await _world.RejectedAsync(), row => Assert.Equal(RejectionReason.Key, row.Reason));
    }

    [Fact]
    public async Task Nobody_who_is_refused_without_a_key_makes_the_server_ask_for_keys()
    {
        var client = await _world.TrustingAsync();
        foreach (var forgery in (string[])["no JWT", "issuer", "audience", "subject", "expired", "unsigned", "public key as secret", "no key"])
        {
            Assert.Equal(401, (await _world.ByAssertionAsync(client, Forged(forgery))).Status);
            _world.Issuer.IsUnsigned = false;
        }

        Assert.Equal(0, _world.Issuer.KeyReads);
    }

    [Fact]
    public async Task While_the_issuer_is_away_its_last_keys_hold_and_without_any_the_answer_is_to_come_back()
    {
        var client = await _world.TrustingAsync();
        _world.Issuer.IsDown = true;

        var away = await _world.ByAssertionAsync(client, _world.Assertion());

        Assert.Equal((503, "temporarily_unavailable", "10"), (away.Status, away.Error, away.Headers.RetryAfter?.ToString()));
        Assert.Equal(RejectionReason.KeysAway, Assert.Single(await _world.RejectedAsync()).Reason);
        _world.Issuer.IsDown = false;
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);

        _world.Issuer.IsDown = true;
        _world.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(200, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
        _world.Issuer.ForgeHeader = header => header["kid"] = "another";
        Assert.Equal((401, "invalid_client"), await _world.ByAssertionAsync(client, _world.Assertion()) is var unknown ? (unknown.Status, unknown.Error) : default);
        _world.Issuer.ForgeHeader = null;
        _world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(503, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
    }

    [Fact]
    public async Task A_discovery_document_about_another_issuer_is_not_believed()
    {
        var client = await _world.TrustingAsync(byDiscovery: true);
        _world.Issuer.NameOfIssuer = "https://evil.example.com";

        Assert.Equal(503, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
        Assert.Equal(0, _world.Issuer.KeyReads);
    }

    [Fact]
    public async Task Another_trust_ends_the_tokens_of_the_last_one()
    {
        var client = await _world.TrustingAsync();
        var token = await _world.ByAssertionAsync(client, _world.Assertion());
        Assert.Equal(200, await _world.ScimAsync(token.Token));

        await _world.Clients.UpdateAsync(
            _world.App.Fresh(_world.Owner), _world.Integration.Id, client.Client.Id, new OAuthClientChange(Trust: client.Client.Trust! with { Subject = "another service" }), Ct);

        Assert.Equal(401, await _world.ScimAsync(token.Token));
        Assert.Equal(401, (await _world.ByAssertionAsync(client, _world.Assertion())).Status);
    }

    [Fact]
    public async Task A_client_has_secrets_or_a_trust_and_never_both()
    {
        var (trusting, secret) = (await _world.TrustingAsync(), await _world.ClientAsync());
        var fresh = _world.App.Fresh(_world.Owner);

        Assert.Equal(401, (await _world.BySecretAsync(trusting with { Secret = secret.Secret })).Status);
        Assert.Equal(401, (await _world.ByAssertionAsync(secret, _world.Assertion())).Status);
        await Assert.ThrowsAsync<ConflictException>(() => _world.Clients.AddSecretAsync(fresh, _world.Integration.Id, trusting.Client.Id, new NewOAuthSecret(null), Ct));
        await Assert.ThrowsAsync<ConflictException>(() => _world.Clients.UpdateAsync(fresh, _world.Integration.Id, secret.Client.Id, new OAuthClientChange(Trust: trusting.Client.Trust), Ct));
    }

    [Theory]
    [InlineData("http://id.example.com", "trust.issuer")]
    [InlineData("https://10.0.0.7", "trust.issuer")]
    [InlineData("https://169.254.169.254", "trust.issuer")]
    [InlineData("nonsense", "trust.issuer")]
    public async Task An_issuer_is_an_address_that_sign_in_providers_may_have(string issuer, string field)
    {
        var refused = await Assert.ThrowsAsync<ValidationFailedException>(() => _world.ClientAsync(request => request with { Secret = null, Trust = new OAuthTrust(issuer, issuer + "/keys", "s", "a") }));
        Assert.Equal([field, "trust.jwksUri"], refused.Fields.Keys.Order());
    }

    [Fact]
    public async Task The_audience_that_Entra_shows_is_taken_as_the_one_that_it_sends()
    {
        var client = await _world.ClientAsync(request => request with { Secret = null, Trust = new OAuthTrust(_world.Issuer.Address, null, "s", "api://b5ba7a93/.default") });
        Assert.Equal("api://b5ba7a93", client.Client.Trust!.Audience);
    }

    private string Forged(string forgery)
    {
        var now = _world.Clock.GetUtcNow();
        _world.Issuer.IsUnsigned = forgery == "unsigned";
        _world.Issuer.IsImpostor = forgery == "other key";
        _world.Issuer.ForgeHeader = header => _ = forgery switch
        {
            "unknown key" => header["kid"] = "a key that is not published",
            "no key" => header.Remove("kid"),
            _ => null,
        };
        var (name, value) = forgery switch
        {
            "issuer" => ("iss", (object?)"https://evil.example"),
            "no issuer" => ("iss", null),
            "audience" => ("aud", (string[])["api://another"]),
            "no audience" => ("aud", null),
            "subject" => ("sub", "somebody else"),
            "subject in another case" => ("sub", OAuthWorld.Subject.Replace('t', 'T')),
            "no subject" => ("sub", null),
            "expired" => ("exp", now.AddSeconds(-121).ToUnixTimeSeconds()),
            "no exp" => ("exp", null),
            "exp as text" => ("exp", "tomorrow"),
            "endless" => ("exp", now.AddDays(2).ToUnixTimeSeconds()),
            "not yet" => ("nbf", now.AddMinutes(3).ToUnixTimeSeconds()),
            "from the future" => ("iat", now.AddMinutes(3).ToUnixTimeSeconds()),
            "jti as number" => ("jti", 7),
            "too long" => ("text", new string('x', 20_000)),
            _ => ("text", (object?)""),
        };
        var assertion = _world.Assertion(new() { [name] = value });
        return forgery switch
        {
            "no JWT" => "x.y.z",
            "changed" => $"{assertion.Split('.')[0]}.{_world.Assertion(new() { ["more"] = 1 }).Split('.')[1]}.{assertion.Split('.')[2]}",
            "public key as secret" => _world.Issuer.WithPublicKeyAsSecret(assertion),
            _ => assertion,
        };
    }
}
