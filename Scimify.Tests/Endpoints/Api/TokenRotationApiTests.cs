using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Scimify.Tests.Endpoints.Api;

public sealed class TokenRotationApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const string Tokens = "/scim/organization-access-tokens";
    private const string Later = "2096-11-21T22:41:00.000Z";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotating_answers_the_token_with_its_new_secret_and_the_old_one_is_refused()
    {
        var (path, old) = await MakeAsync();
        var rotated = await world.Owner.PatchAsync($"{path}/rotate", """{"expiresAt":"2097-01-01T00:00:00Z"}""");

        Assert.Equal(200, rotated.Status);
        Assert.Equal("no-store", rotated.Headers.CacheControl?.ToString());
        var secret = rotated.Results.GetProperty("token").GetString()!;
        Assert.Matches("^scim_[0-9a-f]{32}$", secret);
        Assert.NotEqual(old, secret);
        Assert.EndsWith(rotated.Uuid.ToString(), path, StringComparison.Ordinal);
        Assert.Equal("2097-01-01T00:00:00.000Z", rotated.Results.GetProperty("expiresAt").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", rotated.Results.GetProperty("rotatedAt").GetString());
        Assert.Equal("active", rotated.Results.GetProperty("state").GetString());
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await AskAsync(old), await AskAsync(secret)));
        Assert.DoesNotContain(secret, (await world.Owner.GetAsync(path)).Text + (await world.Owner.GetAsync("/audit-log")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overlap_is_shown_works_and_is_ended_by_a_delete()
    {
        var (path, old) = await MakeAsync();
        var rotated = await world.Owner.PatchAsync($"{path}/rotate", $$"""{"expiresAt":"{{Later}}","overlapMinutes":60}""");
        Assert.Equal("overlapping", rotated.Results.GetProperty("state").GetString());
        Assert.NotNull(rotated.Results.GetProperty("overlapUntil").GetString());
        Assert.Equal(HttpStatusCode.OK, await AskAsync(old));

        var ended = await world.Owner.DeleteAsync($"{path}/overlap");

        Assert.Equal((200, """{"status":"ok","results":{}}"""), (ended.Status, ended.Text));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(old));
        Assert.Equal("active", (await world.Owner.GetAsync(path)).Results.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("""{"expiresAt":null}""", 422, "Validation Failed")]
    [InlineData("{}", 422, "Validation Failed")]
    [InlineData("""{"expiresAt":"tomorrow"}""", 422, "Validation Failed")]
    [InlineData("""{"expiresAt":"2096-11-21T22:41:00.000Z","overlapMinutes":1441}""", 422, "Validation Failed")]
    [InlineData("""{"expiresAt":"2096-11-21T22:41:00.000Z","overlapMinutes":"5"}""", 422, "Validation Failed")]
    [InlineData("""{"expiresAt":"2096-11-21T22:41:00.000Z","scopes":["users"]}""", 422, "Validation Failed")]
    [InlineData("""{"expiresAt":"2020-01-01T00:00:00.000Z"}""", 400, "Expire time must be in the future")]
    public async Task A_wrong_rotation_changes_nothing(string body, int status, string message)
    {
        var (path, secret) = await MakeAsync();
        var refused = await world.Owner.PatchAsync($"{path}/rotate", body);
        Assert.Equal((status, message), (refused.Status, refused.Error.GetProperty("message").GetString()));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(secret));
    }

    [Fact]
    public async Task The_rules_answer_in_the_words_that_programs_know()
    {
        var (path, _) = await MakeAsync();
        var (forever, _) = await MakeAsync("null");
        var absent = Guid.NewGuid();
        var body = $$"""{"expiresAt":"{{Later}}"}""";

        await ExpectAsync(world.As(Core.People.PortalRole.Auditor), path, """{"expiresAt":"2020-01-01T00:00:00Z"}""", 403, "You do not have permission");
        await ExpectAsync(world.Owner, $"{Tokens}/{absent}", """{"expiresAt":"2020-01-01T00:00:00Z"}""", 400, "Expire time must be in the future");
        await ExpectAsync(world.Owner, $"{Tokens}/{absent}", body, 404, $"Token with UUID {absent} not found");
        await ExpectAsync(world.Stranger, path, body, 404, $"Token with UUID {path[^36..]} not found");
        await ExpectAsync(world.Owner, forever, body, 400, "Token with no expiration date cannot be rotated");
        Assert.Equal(200, (await world.Owner.PatchAsync($"{path}/rotate", body)).Status);
        await ExpectAsync(world.Owner, path, body, 400, "Token can only be rotated once per hour");
    }

    [Fact]
    public async Task Name_scopes_and_networks_can_be_changed_and_are_shown()
    {
        var (path, secret) = await MakeAsync();
        var changed = await world.Owner.PatchAsync(path, """{"description":"Okta EU","scopes":["read-only","users"],"allowedNetworks":["127.0.0.0/8","2001:DB8::1"]}""");
        Assert.Equal(200, changed.Status);
        Assert.Equal("Okta EU", changed.Results.GetProperty("description").GetString());
        Assert.Equal(["users", "read-only"], changed.Results.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(["127.0.0.0/8", "2001:db8::1/128"], changed.Results.GetProperty("allowedNetworks").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(secret));

        Assert.Equal(200, (await world.Owner.PatchAsync(path, """{"allowedNetworks":["203.0.113.0/24"]}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(secret));
        Assert.Equal("Okta EU", (await world.Owner.PatchAsync(path, """{"allowedNetworks":[]}""")).Results.GetProperty("description").GetString());
        Assert.Equal(HttpStatusCode.OK, await AskAsync(secret));
    }

    [Theory]
    [InlineData("""{"scopes":[]}""", "scopes")]
    [InlineData("""{"scopes":["admin"]}""", "scopes")]
    [InlineData("""{"scopes":"users"}""", "scopes")]
    [InlineData("""{"scopes":[1]}""", "scopes")]
    [InlineData("""{"allowedNetworks":["10.0.0.1/8"]}""", "allowedNetworks")]
    [InlineData("""{"allowedNetworks":null}""", "allowedNetworks")]
    [InlineData("""{"expiresAt":"2096-11-21T22:41:00.000Z"}""", "expiresAt")]
    public async Task A_wrong_change_is_refused_by_field(string body, string field)
    {
        var (path, _) = await MakeAsync();
        var refused = await world.Owner.PatchAsync(path, body);
        Assert.Equal(422, refused.Status);
        Assert.Equal([field], refused.Fields);
    }

    [Fact]
    public async Task Last_use_is_shown_with_address_and_agent()
    {
        var (path, secret) = await MakeAsync();
        await AskAsync(secret);
        await world.App.Services.GetRequiredService<Core.Tokens.TokenUseBuffer>().FlushAsync(Ct);
        var shown = (await world.Owner.GetAsync(path)).Results;
        Assert.Equal(("127.0.0.1", "Okta-SCIM-Client/1.0.0"), (shown.GetProperty("lastUsedFrom").GetString(), shown.GetProperty("lastUsedAgent").GetString()));
        Assert.NotNull(shown.GetProperty("lastUsedAt").GetString());
    }

    [Fact]
    public async Task The_policy_is_merged_and_decides_where_nothing_is_said()
    {
        var integration = await world.IntegrationAsync();
        try
        {
            var set = await world.Owner.PatchAsync("/scim/token-policy", """{"neverAllowed":false,"defaultDays":30,"maxDays":90}""");
            Assert.Equal((200, """{"status":"ok","results":{"neverAllowed":false,"maxDays":90,"defaultDays":30}}"""), (set.Status, set.Text));
            Assert.Equal("""{"status":"ok","results":{"neverAllowed":false,"maxDays":60,"defaultDays":30}}""", (await world.Owner.PatchAsync("/scim/token-policy", """{"maxDays":60}""")).Text);

            var refused = await world.Owner.PostAsync(Tokens, $$"""{"description":"x","expiresAt":null,"integrationUuid":"{{integration.Id}}"}""");
            Assert.Equal((400, "The token policy of the organization allows no token without an expiration date"), (refused.Status, refused.Error.GetProperty("message").GetString()));
            var made = await world.Owner.PostAsync(Tokens, $$"""{"description":"x","integrationUuid":"{{integration.Id}}"}""");
            Assert.Equal(TimeSpan.FromDays(30), made.Results.GetProperty("expiresAt").GetDateTimeOffset() - made.Results.GetProperty("createdAt").GetDateTimeOffset());
        }
        finally
        {
            Assert.Equal(200, (await world.Owner.PatchAsync("/scim/token-policy", """{"neverAllowed":true,"maxDays":null,"defaultDays":null}""")).Status);
        }
    }

    private static async Task ExpectAsync(ApiClient client, string path, string body, int status, string message)
    {
        var refused = await client.PatchAsync($"{path}/rotate", body);
        Assert.Equal((status, message), (refused.Status, refused.Error.GetProperty("message").GetString()));
    }

    private async Task<(string Path, string Secret)> MakeAsync(string expiresAt = $"\"{Later}\"")
    {
        var integration = await world.IntegrationAsync();
        var made = await world.Owner.PostAsync(Tokens, $$"""{"description":"Okta","expiresAt":{{expiresAt}},"integrationUuid":"{{integration.Id}}"}""");
        Assert.Equal(201, made.Status);
        return ($"{Tokens}/{made.Uuid}", made.Results.GetProperty("token").GetString()!);
    }

    private async Task<HttpStatusCode> AskAsync(string secret)
    {
        using var client = world.App.NewClient(scimToken: secret);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Okta-SCIM-Client/1.0.0");
        using var answer = await client.GetAsync(new Uri("/scim/v2/Users?count=0", UriKind.Relative), Ct);
        return answer.StatusCode;
    }
}
