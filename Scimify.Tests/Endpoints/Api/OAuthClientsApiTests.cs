using System.Text.Json;
using Scimify.Core.OAuth;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>OAuth clients over the REST API.</summary>
public sealed class OAuthClientsApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const string Trust = """{"issuer":"https://login.example.com/v2.0","jwksUri":"https://login.example.com/keys","subject":"the service","audience":"api://scimify"}""";

    [Fact]
    public async Task Creating_shows_the_secret_and_nothing_else_ever_does()
    {
        var clients = await ClientsAsync();
        var made = await world.Owner.PostAsync(clients, """{"name":"Entra","secretExpiresAt":"2096-11-21T22:41:00.000Z","tokenLifeHours":2,"scopes":["users"],"allowedNetworks":["203.0.113.7"]}""");

        Assert.Equal(201, made.Status);
        Assert.Equal($"/api/v1{clients}/{made.Uuid}", made.Headers.Location?.ToString());
        Assert.Equal("no-store", made.Headers.CacheControl?.ToString());
        var secret = made.Results.GetProperty("clientSecret").GetString()!;
        Assert.Matches("^scimify_oauth_[0-9a-f]{32}$", secret);
        Assert.Equal(
            ["uuid", "clientId", "integrationUuid", "name", "tokenEndpoint", "scopes", "allowedNetworks", "tokenLifeHours", "trust", "secrets", "createdAt", "createdBy",
                "lastUsedAt", "lastUsedFrom", "lastUsedAgent", "clientSecret"],
            made.Results.EnumerateObject().Select(p => p.Name));
        Assert.Equal(new Uri(world.App.BaseAddress, "/oauth/token").ToString(), made.Results.GetProperty("tokenEndpoint").GetString());
        Assert.Equal(["uuid", "createdAt", "createdByName", "expiresAt", "lastUsedAt", "state"], Assert.Single(made.Results.GetProperty("secrets").EnumerateArray()).EnumerateObject().Select(p => p.Name));

        var read = await world.Owner.GetAsync($"{clients}/{made.Uuid}");
        var list = await world.Owner.GetAsync(clients);
        Assert.DoesNotContain(secret, read.Text + list.Text, StringComparison.Ordinal);
        Assert.Equal("""["203.0.113.7/32"]""", read.Results.GetProperty("allowedNetworks").GetRawText());
        Assert.Equal(made.Uuid, Assert.Single(list.Results.GetProperty("items").EnumerateArray()).GetProperty("uuid").GetGuid());
    }

    [Fact]
    public async Task A_trust_takes_the_place_of_a_secret()
    {
        var clients = await ClientsAsync();
        var made = await world.Owner.PostAsync(clients, $$"""{"name":"Federated","trust":{{Trust}}}""");

        Assert.Equal(201, made.Status);
        Assert.Equal(Trust, made.Results.GetProperty("trust").GetRawText());
        Assert.Empty(made.Results.GetProperty("secrets").EnumerateArray());
        Assert.False(made.Results.TryGetProperty("clientSecret", out _));
        Assert.Equal(409, (await world.Owner.PostAsync($"{clients}/{made.Uuid}/secrets", "{}")).Status);
    }

    [Fact]
    public async Task A_second_secret_is_shown_once_and_a_third_is_a_conflict()
    {
        var clients = await ClientsAsync();
        var made = await world.Owner.PostAsync(clients, """{"name":"Entra"}""");
        var added = await world.Owner.PostAsync($"{clients}/{made.Uuid}/secrets", """{"expiresAt":"2096-11-21T22:41:00.000Z"}""");

        Assert.Equal((201, 2), (added.Status, added.Results.GetProperty("secrets").GetArrayLength()));
        Assert.NotEqual(made.Results.GetProperty("clientSecret").GetString(), added.Results.GetProperty("clientSecret").GetString());
        Assert.Equal(409, (await world.Owner.PostAsync($"{clients}/{made.Uuid}/secrets", "{}")).Status);

        var first = made.Results.GetProperty("secrets")[0].GetProperty("uuid").GetString();
        Assert.Equal(200, (await world.Owner.DeleteAsync($"{clients}/{made.Uuid}/secrets/{first}")).Status);
        Assert.Equal(404, (await world.Owner.DeleteAsync($"{clients}/{made.Uuid}/secrets/{first}")).Status);
        Assert.Equal(201, (await world.Owner.PostAsync($"{clients}/{made.Uuid}/secrets", "{}")).Status);
    }

    [Fact]
    public async Task A_change_merges_and_a_stale_one_is_refused()
    {
        var clients = await ClientsAsync();
        var made = await world.Owner.PostAsync(clients, """{"name":"Entra"}""");
        var path = $"{clients}/{made.Uuid}";
        var tag = (await world.Owner.GetAsync(path)).Headers.ETag!.ToString();

        var changed = await world.Owner.CallAsync("PATCH", path, """{"tokenLifeHours":6}""", header: ("If-Match", tag));
        var stale = await world.Owner.CallAsync("PATCH", path, """{"tokenLifeHours":5}""", header: ("If-Match", tag));
        var staleEnd = await world.Owner.CallAsync("DELETE", path, header: ("If-Match", tag));

        Assert.Equal((200, 412, 412), (changed.Status, stale.Status, staleEnd.Status));
        Assert.Equal(("Entra", 6), (changed.Results.GetProperty("name").GetString(), changed.Results.GetProperty("tokenLifeHours").GetInt32()));
        Assert.Equal(409, (await world.Owner.PatchAsync(path, $$"""{"trust":{{Trust}}}""")).Status);
        Assert.Equal(200, (await world.Owner.DeleteAsync(path)).Status);
        Assert.Equal((404, 404), ((await world.Owner.GetAsync(path)).Status, (await world.Owner.DeleteAsync(path)).Status));
        var audit = (await world.Owner.GetAsync("/audit-log?pageSize=50")).Items.Where(entry => entry.GetProperty("subjectId").GetString() == made.Uuid.ToString()).Select(entry => entry.GetProperty("action").GetString());
        Assert.Equal(["oauthClient.delete", "oauthClient.update", "oauthClient.create"], audit);
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("{}", "name")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["admin"]}""", "scopes")]
    [InlineData("""{"name":"x","allowedNetworks":["everywhere"]}""", "allowedNetworks")]
    [InlineData("""{"name":"x","tokenLifeHours":0}""", "tokenLifeHours")]
    [InlineData("""{"name":"x","tokenLifeHours":7}""", "tokenLifeHours")]
    [InlineData("""{"name":"x","secretExpiresAt":"tomorrow"}""", "secretExpiresAt")]
    [InlineData("""{"name":"x","clientSecret":"mine"}""", "clientSecret")]
    [InlineData("""{"name":"x","trust":{}}""", "trust.issuer")]
    [InlineData("""{"name":"x","trust":{"issuer":"https://id.example.com","subject":"","audience":"a"}}""", "trust.subject")]
    [InlineData("""{"name":"x","trust":{"issuer":"https://id.example.com","subject":"s","audience":" "}}""", "trust.audience")]
    [InlineData("""{"name":"x","trust":{"issuer":"https://192.168.0.1","subject":"s","audience":"a"}}""", "trust.issuer")]
    [InlineData("""{"name":"x","trust":{"issuer":"https://id.example.com","jwksUri":"ftp://id.example.com","subject":"s","audience":"a"}}""", "trust.jwksUri")]
    [InlineData("""{"name":"x","secretExpiresAt":null,"trust":{"issuer":"https://id.example.com","subject":"s","audience":"a"}}""", "secretExpiresAt")]
    public async Task A_wrong_body_is_refused_by_field(string body, string field)
    {
        var refused = await world.Owner.PostAsync(await ClientsAsync(), body);
        Assert.Equal(422, refused.Status);
        Assert.Contains(field, refused.Fields);
    }

    [Fact]
    public async Task An_expiry_in_the_past_is_400() =>
        Assert.Equal(400, (await world.Owner.PostAsync(await ClientsAsync(), """{"name":"x","secretExpiresAt":"2020-01-01T00:00:00Z"}""")).Status);

    [Fact]
    public async Task A_client_is_found_in_its_own_integration_only()
    {
        var (mine, other) = (await ClientsAsync(), await ClientsAsync());
        var made = await world.Owner.PostAsync(mine, """{"name":"Entra"}""");
        var secret = made.Results.GetProperty("secrets")[0].GetProperty("uuid").GetString();

        foreach (var (method, path) in new[] { ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/secrets"), ("DELETE", $"/secrets/{secret}") })
        {
            Assert.Equal(404, (await world.Owner.CallAsync(method, $"{other}/{made.Uuid}{path}", method is "PATCH" or "POST" ? "{}" : null)).Status);
        }

        Assert.Equal(200, (await world.Owner.GetAsync($"{mine}/{made.Uuid}")).Status);
    }

    [Fact]
    public async Task An_integration_has_at_most_fifty_clients_and_takes_them_along()
    {
        var clients = await ClientsAsync();
        for (var i = 0; i < OAuthClientRules.Most; i++)
        {
            Assert.Equal(201, (await world.Owner.PostAsync(clients, $$"""{"name":"Client {{i}}"}""")).Status);
        }

        Assert.Equal(409, (await world.Owner.PostAsync(clients, """{"name":"One more"}""")).Status);
        Assert.Equal(200, (await world.Owner.DeleteAsync(clients[..clients.LastIndexOf('/')])).Status);
        Assert.Equal(404, (await world.Owner.GetAsync(clients)).Status);
        var audit = await world.Owner.GetAsync("/audit-log?pageSize=500");
        Assert.True(audit.Items.Count(entry => entry.GetProperty("action").GetString() == "oauthClient.delete" && entry.GetProperty("subjectName").GetString()!.StartsWith("Client ", StringComparison.Ordinal)) >= OAuthClientRules.Most);
    }

    private async Task<string> ClientsAsync() => $"/integrations/{(await world.IntegrationAsync()).Id}/oauth-clients";
}
