using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.OAuth;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Tests.OAuth;

/// <summary>The token endpoint for clients with secrets (RFC 6749 sections 2.3.1, 4.4 and 5), and SCIM with what it gives.</summary>
public sealed class ClientCredentialsTests : IAsyncLifetime
{
    private const string Ada = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com"}""";

    private OAuthWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await OAuthWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_secret_in_the_form_or_in_the_header_gets_a_token_that_SCIM_accepts()
    {
        var client = await _world.ClientAsync();
        var id = client.Client.Id.ToString();

        var post = await _world.BySecretAsync(client);
        var basic = await TokenReply.AskAsync(_world.App.Client, OAuthWorld.Form(("grant_type", "client_credentials")), TokenReply.Basic(id, client.Secret!));

        Assert.Equal((200, "Bearer", 3600, "users groups"), (post.Status, post.Body.GetProperty("token_type").GetString(), post.Body.GetProperty("expires_in").GetInt32(), post.Body.GetProperty("scope").GetString()));
        Assert.Equal(200, basic.Status);
        Assert.NotEqual(post.Token, basic.Token);
        Assert.DoesNotContain(id, post.Token, StringComparison.Ordinal);
        Assert.Equal(201, await _world.ScimAsync(post.Token, "POST", "/Users", Ada));
        Assert.Equal(200, await _world.ScimAsync(basic.Token));
        await using var db = _world.App.NewContext();
        Assert.Equal((client.Client.Id, "Entra"), await db.ProvisioningLog.Where(e => e.Method == "POST").Select(e => ValueTuple.Create(e.TokenId!.Value, e.TokenName!)).SingleAsync(Ct));
    }

    [Fact]
    public async Task Neither_list_nor_address_of_the_SCIM_tokens_shows_an_access_token()
    {
        var client = await _world.ClientAsync();
        var token = await _world.BySecretAsync(client);
        var tokens = _world.App.Services.GetRequiredService<TokenService>();
        await using var db = _world.App.NewContext();
        var id = (await db.ScimTokens.IgnoreQueryFilters().SingleAsync(Ct)).Id;

        Assert.Empty(await tokens.ListAsync(_world.Owner, includeRevoked: true, null, Ct));
        await Assert.ThrowsAsync<Core.Requests.NotFoundException>(() => tokens.RevokeAsync(_world.Owner, id, Ct));
        Assert.Equal(200, await _world.ScimAsync(token.Token));
    }

    [Fact]
    public async Task An_access_token_ends_after_the_hours_of_the_client_and_is_then_forgotten()
    {
        var client = await _world.ClientAsync(request => request with { TokenLifeHours = 6 });
        var token = await _world.BySecretAsync(client);
        Assert.Equal(6 * 3600, token.Body.GetProperty("expires_in").GetInt32());

        _world.Clock.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, await _world.ScimAsync(token.Token));
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, await _world.ScimAsync(token.Token));

        _world.Clock.Advance(OAuthTokenService.Mourning);
        await _world.App.Services.GetRequiredService<OAuthTokenService>().ForgetAsync(Ct);
        await using var db = _world.App.NewContext();
        Assert.Empty(db.ScimTokens.IgnoreQueryFilters());
    }

    [Fact]
    public async Task A_secret_that_has_expired_gets_nothing()
    {
        var client = await _world.ClientAsync();
        _world.Clock.Advance(TimeSpan.FromDays(90));

        Assert.Equal((401, "invalid_client"), await OutcomeAsync(client));
        Assert.Equal(RejectionReason.Expired, Assert.Single(await _world.RejectedAsync()).Reason);
    }

    [Fact]
    public async Task A_second_secret_works_beside_the_first_and_a_third_has_to_wait()
    {
        var client = await _world.ClientAsync();
        var second = await AddSecretAsync(client);
        Assert.NotEqual(client.Secret, second.Secret);
        Assert.Equal((200, 200), ((await _world.BySecretAsync(client)).Status, (await _world.BySecretAsync(second)).Status));
        await Assert.ThrowsAsync<Core.Requests.ConflictException>(() => AddSecretAsync(client));

        var before = await _world.BySecretAsync(client);
        var kept = await _world.BySecretAsync(second);
        await _world.Clients.RemoveSecretAsync(_world.Owner, _world.Integration.Id, client.Client.Id, client.Client.Secrets[0].Id, Ct);

        Assert.Equal((401, "invalid_client"), await OutcomeAsync(client));
        Assert.Equal((401, 200), (await _world.ScimAsync(before.Token), await _world.ScimAsync(kept.Token)));
        Assert.Equal(2, (await AddSecretAsync(client)).Client.Secrets.Count);
    }

    [Fact]
    public async Task A_deleted_client_is_over_and_so_are_its_tokens()
    {
        var client = await _world.ClientAsync();
        var token = await _world.BySecretAsync(client);
        Assert.Equal(200, await _world.ScimAsync(token.Token));

        await _world.Clients.DeleteAsync(_world.Owner, _world.Integration.Id, client.Client.Id, Ct);

        Assert.Equal(401, await _world.ScimAsync(token.Token));
        Assert.Equal((401, "invalid_client"), await OutcomeAsync(client));
        var row = Assert.Single(await _world.RejectedAsync());
        Assert.Equal((RejectionReason.Revoked, client.Client.Id, "Entra", "POST"), (row.Reason, row.TokenId, row.TokenName, row.Method));
    }

    [Fact]
    public async Task Scopes_limit_what_a_token_may_and_a_request_may_ask_for_less()
    {
        var client = await _world.ClientAsync(request => request with { Scopes = TokenScopes.Users });
        var reading = await _world.BySecretAsync(client, "users read-only");
        var entra = await _world.BySecretAsync(client, "scim");

        Assert.Equal(("users read-only", "scim"), (reading.Body.GetProperty("scope").GetString(), entra.Body.GetProperty("scope").GetString()));
        Assert.Equal((200, 403, 403), (await _world.ScimAsync(reading.Token), await _world.ScimAsync(reading.Token, "POST", "/Users", Ada), await _world.ScimAsync(entra.Token, path: "/Groups")));
        Assert.Equal(201, await _world.ScimAsync(entra.Token, "POST", "/Users", Ada));
        foreach (var scope in (string[])["groups", "users groups", "admin", "scim admin"])
        {
            var refused = await _world.BySecretAsync(client, scope);
            Assert.Equal((400, "invalid_scope"), (refused.Status, refused.Error));
        }

        Assert.All(await _world.RejectedAsync(), row => Assert.Equal(RejectionReason.Scope, row.Reason));
    }

    [Fact]
    public async Task A_change_of_the_client_limits_the_tokens_that_there_are()
    {
        var client = await _world.ClientAsync();
        var all = await _world.BySecretAsync(client);
        var groups = await _world.BySecretAsync(client, "groups");
        Assert.Equal((200, 200), (await _world.ScimAsync(all.Token, path: "/Groups"), await _world.ScimAsync(groups.Token, path: "/Groups")));

        await ChangeAsync(client, new OAuthClientChange(Scopes: TokenScopes.Users));
        Assert.Equal((403, 200, 401), (await _world.ScimAsync(all.Token, path: "/Groups"), await _world.ScimAsync(all.Token), await _world.ScimAsync(groups.Token, path: "/Groups")));

        await ChangeAsync(client, new OAuthClientChange(AllowedNetworks: ["203.0.113.0/24"]));
        Assert.Equal(403, await _world.ScimAsync(all.Token));
        Assert.Equal((401, "invalid_client"), await OutcomeAsync(client));
        Assert.Equal(RejectionReason.Address, (await _world.RejectedAsync())[^1].Reason);
    }

    public static TheoryData<string, string, string, RejectionReason> Malformed => new()
    {
        { "", "400", "invalid_request", RejectionReason.Request },
        { "grant_type=", "400", "invalid_request", RejectionReason.Request },
        { "grant_type=client_credentials&grant_type=client_credentials", "400", "invalid_request", RejectionReason.Request },
        { "grant_type=password&username=a&password=b", "400", "unsupported_grant_type", RejectionReason.Request },
        { "grant_type=authorization_code&code=x", "400", "unsupported_grant_type", RejectionReason.Request },
        { "grant_type=client_credentials", "401", "invalid_client", RejectionReason.Client },
        { "grant_type=client_credentials&client_id=nobody&client_secret=x", "401", "invalid_client", RejectionReason.Client },
        { "grant_type=client_credentials&client_id=00000000-0000-4000-8000-000000000000&client_secret=x", "401", "invalid_client", RejectionReason.Client },
        { "grant_type=client_credentials&client_id=ID", "401", "invalid_client", RejectionReason.Secret },
        { "grant_type=client_credentials&client_id=ID&client_secret=", "401", "invalid_client", RejectionReason.Secret },
        { "grant_type=client_credentials&client_id=ID&client_secret=wrong", "401", "invalid_client", RejectionReason.Secret },
        { "grant_type=client_credentials&client_id=ID&client_secret=scimify_oauth_00000000000000000000000000000000", "401", "invalid_client", RejectionReason.Secret },
        { "grant_type=client_credentials&client_id=ID&client_secret=SECRET&client_secret=SECRET", "400", "invalid_request", RejectionReason.Request },
        { "grant_type=client_credentials&client_id=ID&client_secret=SECRET&client_assertion=x", "400", "invalid_request", RejectionReason.Request },
        { "grant_type=client_credentials&client_id=ID&client_assertion=x", "400", "invalid_request", RejectionReason.Request },
        { "grant_type=client_credentials&client_id=ID&client_assertion=x&client_assertion_type=saml", "400", "invalid_request", RejectionReason.Request },
        { "grant_type=client_credentials&client_id=ID&client_assertion=x&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "401", "invalid_client", RejectionReason.Secret },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_request_that_is_none_is_refused_in_the_words_of_the_standard_and_noted(string body, string status, string error, RejectionReason reason)
    {
        var client = await _world.ClientAsync();
        using var content = new StringContent(
            body.Replace("ID", client.Client.Id.ToString(), StringComparison.Ordinal).Replace("SECRET", client.Secret, StringComparison.Ordinal), Encoding.UTF8, "application/x-www-form-urlencoded");

        var refused = await TokenReply.AskAsync(_world.App.Client, content);

        Assert.Equal((status, error), ($"{refused.Status}", refused.Error));
        Assert.Empty(refused.Headers.WwwAuthenticate);
        Assert.NotEmpty(refused.Body.GetProperty("error_description").GetString()!);
        var row = Assert.Single(await _world.RejectedAsync());
        Assert.Equal((reason, reason == RejectionReason.Secret ? client.Client.Id : null), (row.Reason, row.TokenId));
    }

    [Theory]
    [InlineData("Basic !!!", 400, "invalid_request")]
    [InlineData("Basic", 400, "invalid_request")]
    [InlineData("Bearer scim_0123456789abcdef0123456789abcdef", 400, "invalid_request")]
    [InlineData("Basic bm9ib2R5Ong=", 401, "invalid_client")]
    public async Task A_wrong_header_is_refused_and_a_wrong_client_in_it_is_asked_for_the_right_one(string header, int status, string error)
    {
        var refused = await TokenReply.AskAsync(_world.App.Client, OAuthWorld.Form(("grant_type", "client_credentials")), header);

        Assert.Equal((status, error), (refused.Status, refused.Error));
        Assert.Equal(status == 401 ? "Basic realm=\"Scimify\"" : "", refused.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task What_is_no_form_or_too_large_a_one_is_a_bad_request()
    {
        using var json = new StringContent("""{"grant_type":"client_credentials"}""", Encoding.UTF8, "application/json");
        using var read = await _world.App.Client.GetAsync("/oauth/token", Ct);
        using var large = new FormUrlEncodedContent([new("client_secret", new string('x', 100_000))]);
        using var tooLarge = await _world.App.Client.PostAsync("/oauth/token", large, Ct);

        Assert.Equal((400, "invalid_request"), await TokenReply.AskAsync(_world.App.Client, json) is var answer ? (answer.Status, answer.Error) : default);
        Assert.NotEqual(200, (int)read.StatusCode);
        Assert.Contains((int)tooLarge.StatusCode, (int[])[400, 413]);
    }

    [Fact]
    public async Task Whoever_is_refused_too_often_has_to_wait_and_a_good_client_does_not()
    {
        var client = await _world.ClientAsync();
        for (var i = 0; i < BadTokenLimiter.PerMinute; i++)
        {
            Assert.Equal(401, (await _world.BySecretAsync(client with { Secret = "wrong" })).Status);
        }

        var limited = await _world.BySecretAsync(client with { Secret = "wrong" });

        Assert.Equal((429, "temporarily_unavailable"), (limited.Status, limited.Error));
        Assert.NotNull(limited.Headers.RetryAfter);
        Assert.Equal(200, (await _world.BySecretAsync(client)).Status);
        Assert.Equal(BadTokenLimiter.PerMinute, (await _world.RejectedAsync()).Count);
    }

    [Fact]
    public async Task A_client_that_asks_again_and_again_keeps_its_newest_tokens()
    {
        var client = await _world.ClientAsync();
        var first = await _world.BySecretAsync(client);
        for (var i = 0; i < OAuthTokenService.MostTokens; i++)
        {
            _world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(200, (await _world.BySecretAsync(client)).Status);
        }

        await using var db = _world.App.NewContext();
        Assert.Equal(OAuthTokenService.MostTokens, await db.ScimTokens.IgnoreQueryFilters().CountAsync(Ct));
        Assert.Equal(401, await _world.ScimAsync(first.Token));
    }

    [Fact]
    public async Task The_last_use_is_the_clients()
    {
        var client = await _world.ClientAsync();
        var token = await _world.BySecretAsync(client);
        await _world.ScimAsync(token.Token);
        await _world.App.Services.GetRequiredService<TokenUseBuffer>().FlushAsync(Ct);

        var shown = await _world.Clients.GetAsync(_world.Owner, _world.Integration.Id, client.Client.Id, Ct);
        Assert.Equal(("127.0.0.1", true), (shown.LastUsedFrom, Assert.Single(shown.Secrets).LastUsedAt is not null));
    }

    [Fact]
    public async Task Nothing_that_is_stored_or_answered_later_has_a_secret()
    {
        var client = await _world.ClientAsync();
        var token = await _world.BySecretAsync(client);
        await _world.BySecretAsync(client with { Secret = TokenSecret.New(TokenSecret.OAuthPrefix) });
        await _world.RejectedAsync();
        await using var db = _world.App.NewContext();
        var stored = JsonSerializer.Serialize(new
        {
            clients = await db.OAuthClients.ToListAsync(Ct), secrets = await db.OAuthSecrets.ToListAsync(Ct), audit = await db.AuditLog.Select(e => new { e.Before, e.After }).ToListAsync(Ct),
            tokens = await db.ScimTokens.IgnoreQueryFilters().ToListAsync(Ct), rejected = await db.RejectedRequests.ToListAsync(Ct),
        });

        Assert.DoesNotContain(client.Secret![TokenSecret.OAuthPrefix.Length..], stored, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Token[TokenSecret.ScimPrefix.Length..], stored, StringComparison.Ordinal);
    }

    private async Task<(int, string?)> OutcomeAsync(IssuedOAuthClient client)
    {
        var answer = await _world.BySecretAsync(client);
        return (answer.Status, answer.Error);
    }

    private Task<IssuedOAuthClient> AddSecretAsync(IssuedOAuthClient client) =>
        _world.Clients.AddSecretAsync(_world.App.Fresh(_world.Owner), _world.Integration.Id, client.Client.Id, new NewOAuthSecret(_world.Clock.GetUtcNow().AddDays(180)), Ct);

    private Task ChangeAsync(IssuedOAuthClient client, OAuthClientChange change) =>
        _world.Clients.UpdateAsync(_world.App.Fresh(_world.Owner), _world.Integration.Id, client.Client.Id, change, Ct);
}
