using System.Text.Json;

namespace Scimify.Tests.Endpoints.Api;

public sealed class TokensApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const string Tokens = "/scim/organization-access-tokens";

    [Fact]
    public async Task Creating_shows_the_secret_and_nothing_else_ever_does()
    {
        var integration = await world.IntegrationAsync();
        var made = await world.Owner.PostAsync(Tokens, $$"""{"description":"Okta","expiresAt":"2096-11-21T22:41:00.000Z","integrationUuid":"{{integration.Id}}"}""");

        Assert.Equal(201, made.Status);
        Assert.Equal($"/api/v1{Tokens}/{made.Uuid}", made.Headers.Location?.ToString());
        var secret = made.Results.GetProperty("token").GetString()!;
        Assert.Matches("^scim_[0-9a-f]{32}$", secret);
        Assert.Equal(
            ["uuid", "organizationUuid", "integrationUuid", "description", "createdAt", "createdBy", "expiresAt", "lastUsedAt", "lastUsedFrom", "lastUsedAgent",
                "rotatedAt", "overlapUntil", "scopes", "allowedNetworks", "state", "token"],
            made.Results.EnumerateObject().Select(p => p.Name));
        Assert.Equal((integration.Id, "active", "2096-11-21T22:41:00.000Z"),
            (made.Results.GetProperty("integrationUuid").GetGuid(), made.Results.GetProperty("state").GetString(), made.Results.GetProperty("expiresAt").GetString()));

        var read = await world.Owner.GetAsync($"{Tokens}/{made.Uuid}");
        var list = await world.Owner.GetAsync(Tokens);
        Assert.DoesNotContain(secret, read.Text + list.Text, StringComparison.Ordinal);
        Assert.Equal(made.Results.EnumerateObject().Select(p => p.Name).SkipLast(1), read.Results.EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Array, list.Results.ValueKind);
    }

    [Fact]
    public async Task A_deleted_token_is_gone_but_in_the_list_that_asks_for_revoked_ones()
    {
        var integration = await world.IntegrationAsync();
        var made = await world.Owner.PostAsync(Tokens, $$"""{"description":"Entra","expiresAt":null,"integrationUuid":"{{integration.Id}}"}""");
        var deleted = await world.Owner.DeleteAsync($"{Tokens}/{made.Uuid}");

        Assert.Equal((200, """{"status":"ok","results":{}}"""), (deleted.Status, deleted.Text));
        Assert.Equal(404, (await world.Owner.GetAsync($"{Tokens}/{made.Uuid}")).Status);
        Assert.Equal(404, (await world.Owner.DeleteAsync($"{Tokens}/{made.Uuid}")).Status);
        Assert.Empty((await world.Owner.GetAsync($"{Tokens}?integrationUuid={integration.Id}")).Results.EnumerateArray());
        var revoked = Assert.Single((await world.Owner.GetAsync($"{Tokens}?includeRevoked=true&integrationUuid={integration.Id}")).Results.EnumerateArray());
        Assert.Equal("revoked", revoked.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("""{"description":""}""", 422, "description")]
    [InlineData("""{"description":7}""", 422, "description")]
    [InlineData("""{"description":"x","expires":null}""", 422, "expires")]
    [InlineData("""{"description":"x","expiresAt":"tomorrow"}""", 422, "expiresAt")]
    [InlineData("""{"description":"x","integrationUuid":"1"}""", 422, "integrationUuid")]
    [InlineData("{", 422, "body")]
    public async Task A_wrong_body_is_refused_by_field(string body, int status, string field)
    {
        var integration = await world.IntegrationAsync();
        var refused = await world.Owner.PostAsync(Tokens, body.Replace("\"x\"", $"\"x\",\"integrationUuid\":\"{integration.Id}\"", StringComparison.Ordinal)
            .Replace($"\"integrationUuid\":\"{integration.Id}\",\"integrationUuid\"", "\"integrationUuid\"", StringComparison.Ordinal));
        Assert.Equal(status, refused.Status);
        Assert.Contains(field, refused.Fields);
    }

    [Fact]
    public async Task An_expiry_in_the_past_is_400_with_the_known_words()
    {
        var integration = await world.IntegrationAsync();
        var refused = await world.Owner.PostAsync(Tokens, $$"""{"description":"x","expiresAt":"2020-01-01T00:00:00Z","integrationUuid":"{{integration.Id}}"}""");
        Assert.Equal((400, "Expire time must be in the future"), (refused.Status, refused.Error.GetProperty("message").GetString()));
    }
}
