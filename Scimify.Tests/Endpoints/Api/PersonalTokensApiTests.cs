using System.Net;
using Scimify.Core.People;

namespace Scimify.Tests.Endpoints.Api;

public sealed class PersonalTokensApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const string Path = "/personal-access-tokens";
    private const string Everyones = "/people/personal-access-tokens";
    private const string Policy = "/personal-access-token-policy";

    [Fact]
    public async Task A_token_is_made_used_listed_and_revoked_by_its_person_alone()
    {
        var made = await world.As(PortalRole.Auditor).PostAsync(Path, """{"name":"Report","expiresAt":"2096-01-01T00:00:00.000Z"}""");
        Assert.Equal(201, made.Status);
        using var client = ClientOf(made);
        Assert.Equal((200, 403), ((await client.GetAsync("/integrations")).Status, (await client.PostAsync("/integrations", "{}")).Status));
        var listed = Assert.Single((await client.GetAsync(Path)).Items, item => item.GetProperty("uuid").GetGuid() == made.Uuid);
        Assert.Equal(
            ["allowedNetworks", "createdAt", "expiresAt", "lastUsedAt", "name", "personEmail", "personUuid", "scope", "uuid"],
            listed.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));

        Assert.Equal(404, (await world.As(PortalRole.Operator).DeleteAsync($"{Path}/{made.Uuid}")).Status);
        Assert.Equal(404, (await world.Stranger.DeleteAsync($"{Path}/{made.Uuid}")).Status);
        Assert.Equal(200, (await client.DeleteAsync($"{Path}/{made.Uuid}")).Status);
        Assert.Equal(401, (await client.GetAsync("/integrations")).Status);
    }

    [Theory]
    [InlineData("""{"name":""}""", 422)]
    [InlineData("""{"name":"a","expiresAt":"2006-01-01T00:00:00.000Z"}""", 400)]
    [InlineData("""{"name":"a","expiresAt":"soon"}""", 422)]
    [InlineData("""{"name":"a","scope":"write"}""", 422)]
    [InlineData("""{"name":"a","scope":"Read"}""", 422)]
    [InlineData("""{"name":"a","allowedNetworks":["everywhere"]}""", 422)]
    public async Task A_token_of_no_sense_is_refused(string body, int status) => Assert.Equal(status, (await world.Owner.PostAsync(Path, body)).Status);

    /// <summary>The attack: a token that ends tomorrow makes one that never ends, and lives on in it.</summary>
    [Theory]
    [InlineData("""{"name":"heir","expiresAt":null}""")]
    [InlineData("""{"name":"heir","expiresAt":"2096-01-01T00:00:00.000Z"}""")]
    public async Task No_token_outlives_the_one_that_creates_it(string body)
    {
        using var brief = ClientOf(await world.Owner.PostAsync(Path, """{"name":"Brief","expiresAt":"2095-01-01T00:00:00.000Z"}"""));
        var refused = await brief.PostAsync(Path, body);
        Assert.Equal((400, "A personal access token cannot outlive the one that creates it, which expires at 2095-01-01T00:00:00Z"), (refused.Status, refused.Error.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Without_an_expiry_a_token_ends_with_the_one_that_creates_it()
    {
        using var brief = ClientOf(await world.Owner.PostAsync(Path, """{"name":"Brief","expiresAt":"2095-01-01T00:00:00.000Z"}"""));
        Assert.Equal("2095-01-01T00:00:00.000Z", (await brief.PostAsync(Path, """{"name":"Child"}""")).Results.GetProperty("expiresAt").GetString());
    }

    [Fact]
    public async Task A_token_works_only_in_its_networks_and_creates_none_that_works_elsewhere()
    {
        using var here = ClientOf(await world.Owner.PostAsync(Path, """{"name":"Here","allowedNetworks":["127.0.0.1","192.0.2.0/24"]}"""));
        using var elsewhere = ClientOf(await world.Owner.PostAsync(Path, """{"name":"Elsewhere","allowedNetworks":["192.0.2.0/24"]}"""));
        Assert.Equal(200, (await here.GetAsync("/integrations")).Status);
        var refused = await elsewhere.GetAsync("/integrations");
        Assert.Equal((403, "This personal access token may not be used from 127.0.0.1: its list of networks does not contain the address"), (refused.Status, refused.Error.GetProperty("message").GetString()));

        foreach (var networks in (string[])["[]", """["192.0.0.0/16"]""", """["192.0.2.0/25","198.51.100.1"]"""])
        {
            Assert.Equal(["allowedNetworks"], (await here.PostAsync(Path, $$"""{"name":"Child","allowedNetworks":{{networks}}}""")).Fields);
        }

        Assert.Equal(
            ["""["127.0.0.1/32","192.0.2.0/24"]""", """["192.0.2.128/25"]"""],
            [
                (await here.PostAsync(Path, """{"name":"Child"}""")).Results.GetProperty("allowedNetworks").GetRawText(),
                (await here.PostAsync(Path, """{"name":"Child","allowedNetworks":["192.0.2.128/25"]}""")).Results.GetProperty("allowedNetworks").GetRawText(),
            ]);
    }

    [Fact]
    public async Task Whoever_reads_people_lists_everybodys_tokens_and_an_owner_revokes_them()
    {
        var made = await world.As(PortalRole.Operator).PostAsync(Path, """{"name":"Forgotten","scope":"read"}""");
        foreach (var reader in (PortalRole[])[PortalRole.Owner, PortalRole.Auditor])
        {
            var listed = Assert.Single((await world.As(reader).GetAsync(Everyones + "?pageSize=500")).Items, item => item.GetProperty("uuid").GetGuid() == made.Uuid);
            Assert.Equal(("Forgotten", "read", false), (listed.GetProperty("name").GetString(), listed.GetProperty("scope").GetString(), listed.TryGetProperty("token", out _)));
            Assert.StartsWith("operator-", listed.GetProperty("personEmail").GetString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain((await world.Owner.GetAsync(Path + "?pageSize=500")).Items, item => item.GetProperty("uuid").GetGuid() == made.Uuid);
        Assert.DoesNotContain(made.Uuid.ToString(), (await world.Stranger.GetAsync(Everyones)).Text, StringComparison.Ordinal);
        Assert.Equal((404, 200), ((await world.As(PortalRole.Auditor).DeleteAsync($"{Path}/{made.Uuid}")).Status, (await world.Owner.DeleteAsync($"{Path}/{made.Uuid}")).Status));
        var revoked = (await world.Owner.GetAsync("/audit-log?action=personalAccessToken.revoke")).Items.First();
        Assert.Equal(("Forgotten", made.Uuid.ToString()), (revoked.GetProperty("subjectName").GetString(), revoked.GetProperty("subjectId").GetString()));
    }

    [Fact]
    public async Task The_policy_binds_new_tokens_and_everybody_may_know_it()
    {
        Assert.Equal(200, (await world.Owner.PatchAsync(Policy, """{"neverAllowed":false,"maxDays":90,"defaultDays":30}""")).Status);
        try
        {
            var known = (await world.As(PortalRole.TokenManager).GetAsync(Policy)).Results;
            Assert.Equal((false, 90, 30), (known.GetProperty("neverAllowed").GetBoolean(), known.GetProperty("maxDays").GetInt32(), known.GetProperty("defaultDays").GetInt32()));
            Assert.True((await world.Owner.GetAsync("/scim/token-policy")).Results.GetProperty("neverAllowed").GetBoolean());
            Assert.Equal((400, 400, 201),
            (
                (await world.Owner.PostAsync(Path, """{"name":"a","expiresAt":null}""")).Status,
                (await world.Owner.PostAsync(Path, """{"name":"a","expiresAt":"2096-01-01T00:00:00.000Z"}""")).Status,
                (await world.Owner.PostAsync(Path, """{"name":"a"}""")).Status));
            Assert.True((await world.Stranger.GetAsync(Policy)).Results.GetProperty("neverAllowed").GetBoolean());
        }
        finally
        {
            await world.Owner.PatchAsync(Policy, """{"neverAllowed":true,"maxDays":null,"defaultDays":null}""");
        }

        Assert.Equal(2, (await world.Owner.GetAsync("/audit-log?action=personalTokenPolicy.update")).Items.Count());
    }

    [Fact]
    public async Task What_a_token_may_and_which_one_created_it_is_in_the_audit_log()
    {
        using var parent = ClientOf(await world.Owner.PostAsync(Path, """{"name":"Parent","expiresAt":"2095-01-01T00:00:00.000Z"}"""));
        var child = await parent.PostAsync(Path, """{"name":"Child","scope":"tokens","allowedNetworks":["203.0.113.0/24"]}""");
        var entry = (await world.Owner.GetAsync($"/audit-log?action=personalAccessToken.create&q={child.Uuid}")).Items.Single().GetProperty("after");
        Assert.Equal(
            ("Parent", "tokens", "203.0.113.0/24"),
            (entry.GetProperty("createdWith").GetString(), entry.GetProperty("scope").GetString(), entry.GetProperty("allowedNetworks").GetString()));
    }

    [Fact]
    public async Task A_head_request_is_a_read_like_any_other()
    {
        Assert.Equal(200, (await world.As(PortalRole.Auditor, PersonalTokenScope.Read).CallAsync("HEAD", "/integrations")).Status);
    }

    [Fact]
    public async Task A_token_for_reading_reads_metrics()
    {
        using var monitoring = world.App.NewClient(apiKey: await world.App.PersonalAccessTokenAsync(world.OwnerActor, scope: PersonalTokenScope.Read));
        using var answer = await monitoring.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private ApiClient ClientOf(ApiAnswer made) => new(world.App.NewClient(apiKey: made.Results.GetProperty("token").GetString()));
}
