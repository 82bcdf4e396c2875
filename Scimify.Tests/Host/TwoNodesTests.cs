using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>Two servers that share one PostgreSQL database and nothing else.</summary>
public sealed class TwoNodesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_start_at_once_share_key_ring_hash_key_and_tokens()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var started = await Task.WhenAll(StartAsync(database), StartAsync(database));
        await using var first = started[0];
        await using var second = started[1];
        var owner = await first.PersonAsync();
        await first.IntegrationRowAsync(owner);
        var token = await first.ScimTokenAsync(owner);
        var secret = first.Services.GetRequiredService<ISecretProtector>().Protect("canary-4711");
        using var client = second.NewClient(scimToken: token.Secret);

        using var answer = await client.GetAsync("/scim/v2/Users?count=0", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("canary-4711", second.Services.GetRequiredService<ISecretProtector>().Unprotect(secret));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(first.DataDirectory, "keys")));
    }

    [Fact]
    public async Task A_token_revoked_on_one_node_is_dead_on_the_other_when_its_cache_has_run_out()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database, clock);
        var owner = await first.PersonAsync();
        await first.IntegrationRowAsync(owner);
        var token = await first.ScimTokenAsync(owner);
        using var client = second.NewClient(scimToken: token.Secret);
        using var before = await client.GetAsync("/scim/v2/Users?count=0", Ct);

        await first.Services.GetRequiredService<TokenService>().RevokeAsync(owner, token.Token.Id, Ct);
        clock.Advance(ScimTokenAuthenticator.CacheLife);
        using var after = await client.GetAsync("/scim/v2/Users?count=0", Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, after.StatusCode));
    }

    private static Task<ScimifyApp> StartAsync(TestDatabase database, TimeProvider? clock = null) => ScimifyApp.StartAsync(
        new Dictionary<string, string?>
        {
            ["Scimify:Database:Provider"] = "Postgres",
            ["ConnectionStrings:Scimify"] = database.PostgresConnectionString,
        },
        clock);
}
