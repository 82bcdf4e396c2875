using Scimify.Core.OAuth;
using Scimify.Core.Persistence;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.OAuth;

/// <summary>Two servers on one database: what one gives out or takes away holds on the other.</summary>
public sealed class OAuthServersTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private OAuthWorld _world = null!;
    private ScimifyApp _second = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var settings = OAuthWorld.Settings;
        settings["Scimify:Database:Provider"] = "Postgres";
        settings["ConnectionStrings:Scimify"] = _database.PostgresConnectionString;
        _world = await OAuthWorld.StartAsync(settings);
        _second = await ScimifyApp.StartAsync(settings, _world.Clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _world.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_removed_secret_and_a_deleted_client_end_their_tokens_on_the_other_server_within_five_seconds()
    {
        var client = await _world.ClientAsync();
        var added = await _world.Clients.AddSecretAsync(_world.App.Fresh(_world.Owner), _world.Integration.Id, client.Client.Id, new NewOAuthSecret(null), Ct);
        var (first, second) = ((await _world.BySecretAsync(client)).Token, (await _world.BySecretAsync(added)).Token);
        Assert.Equal((200, 200), (await OnSecondAsync(first), await OnSecondAsync(second)));

        await _world.Clients.RemoveSecretAsync(_world.Owner, _world.Integration.Id, client.Client.Id, client.Client.Secrets[0].Id, Ct);
        _world.Clock.Advance(ScimTokenAuthenticator.CacheLife);
        Assert.Equal((401, 200), (await OnSecondAsync(first), await OnSecondAsync(second)));

        await _world.Clients.DeleteAsync(_world.Owner, _world.Integration.Id, client.Client.Id, Ct);
        _world.Clock.Advance(ScimTokenAuthenticator.CacheLife);
        Assert.Equal(401, await OnSecondAsync(second));
    }

    [Fact]
    public async Task Of_two_servers_that_get_the_same_assertion_at_once_one_accepts_it()
    {
        var client = await _world.TrustingAsync();
        for (var i = 0; i < 5; i++)
        {
            var assertion = _world.Assertion();
            var replies = await Task.WhenAll(_world.ByAssertionAsync(client, assertion), _world.ByAssertionAsync(client, assertion, _second));
            Assert.Equal([200, 401], replies.Select(reply => reply.Status).Order());
        }
    }

    [Fact]
    public async Task A_client_that_is_deleted_while_it_asks_has_no_token_that_works()
    {
        for (var i = 0; i < 5; i++)
        {
            var client = await _world.ClientAsync();
            var asking = TokenReply.AskAsync(_second.Client, OAuthWorld.Form(("grant_type", "client_credentials"), ("client_id", client.Client.Id.ToString()), ("client_secret", client.Secret)));
            await _world.Clients.DeleteAsync(_world.Owner, _world.Integration.Id, client.Client.Id, Ct);
            var reply = await asking;

            Assert.True(reply.Status == 401 || await OnSecondAsync(reply.Token) == 401);
        }
    }

    private Task<int> OnSecondAsync(string token) => OAuthWorld.ScimAsync(_second, token);
}
