using System.Text.Json;

namespace Scimify.Tests.Endpoints.Api;

public sealed class IntegrationsApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private static string Body(string name) => $$"""{"name":"{{name}}","instanceName":"mycompany","clientId":"client","clientSecret":"canary-secret"}""";

    [Fact]
    public async Task Creating_answers_201_with_Location_and_the_whole_object_but_the_secret()
    {
        var made = await world.Owner.PostAsync("/integrations", Body("Golden"));

        Assert.Equal(201, made.Status);
        Assert.Equal($"/api/v1/integrations/{made.Uuid}", made.Headers.Location?.ToString());
        Assert.Equal("application/json", made.ContentType);
        Assert.DoesNotContain("canary", made.Text, StringComparison.Ordinal);
        var created = made.Results.GetProperty("createdAt").GetString()!;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", created);
        var expected = $$$"""
            {"status":"ok","results":{"uuid":"{{{made.Uuid}}}","organizationUuid":"{{{world.OwnerActor.OrganizationId}}}","name":"Golden",
            "instanceName":"mycompany","baseUrl":"https://mycompany.cloud.looker.com","clientId":"client",
            "groupDescription":"Created via Scimify for tenant {tenant_id}","mode":"live","scimUrl":"{{{world.App.BaseAddress}}}scim/v2",
            "policies":{"adoption":"auto","onDelete":"disable","emailSource":"emails","profile":"tolerant","strict":false,"endSessions":true,"removeApiKeys":false,
            "deletionGuard":{"enabled":true,"maxCount":50,"maxPercent":10,"memberMaxPercent":50,"windowMinutes":60},
            "drift":"report","callsInFlight":null,"callsPerSecond":null,"monthlyCallBudget":null},
            "createdAt":"{{{created}}}","updatedAt":"{{{created}}}"}}
            """;
        Assert.Equal(expected.ReplaceLineEndings(""), made.Text);
        Assert.Equal(made.Text, (await world.Owner.GetAsync($"/integrations/{made.Uuid}")).Text);
    }

    [Fact]
    public async Task Patching_merges_also_inside_policies()
    {
        var made = await world.Owner.PostAsync("/integrations", Body("To be merged"));
        var changed = await world.Owner.PatchAsync($"/integrations/{made.Uuid}",
            """{"mode":"paused","baseUrl":"https://looker.example.com:19999","clientSecret":"another","policies":{"callsInFlight":3,"deletionGuard":{"maxCount":7}}}""");
        var back = await world.Owner.PatchAsync($"/integrations/{made.Uuid}", """{"groupDescription":null,"policies":{"callsInFlight":null}}""");

        Assert.Equal(200, changed.Status);
        Assert.Equal(JsonValueKind.Null, changed.Results.GetProperty("instanceName").ValueKind);
        Assert.Equal("https://looker.example.com:19999", changed.Results.GetProperty("baseUrl").GetString());
        var policies = changed.Results.GetProperty("policies");
        Assert.Equal((3, "auto"), (policies.GetProperty("callsInFlight").GetInt32(), policies.GetProperty("adoption").GetString()));
        Assert.Equal((7, 10), (policies.GetProperty("deletionGuard").GetProperty("maxCount").GetInt32(), policies.GetProperty("deletionGuard").GetProperty("maxPercent").GetInt32()));
        Assert.Equal("paused", back.Results.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Null, back.Results.GetProperty("policies").GetProperty("callsInFlight").ValueKind);
        Assert.Equal(7, back.Results.GetProperty("policies").GetProperty("deletionGuard").GetProperty("maxCount").GetInt32());
    }

    /// <summary>Whoever may change an address, but does not know the secret, must not be able to have it sent somewhere.</summary>
    [Theory]
    [InlineData("""{"baseUrl":"https://attacker.example.com"}""")]
    [InlineData("""{"baseUrl":"https://mycompany.cloud.looker.com:19999"}""")]
    [InlineData("""{"instanceName":"othercompany"}""")]
    [InlineData("""{"instanceName":"othercompany","clientId":"another"}""")]
    public async Task Another_address_asks_for_the_secret_because_it_is_sent_there(string change)
    {
        var made = await world.Owner.PostAsync("/integrations", Body($"To be moved {change.Length}"));
        var refused = await world.Owner.PatchAsync($"/integrations/{made.Uuid}", change);
        var stays = await world.Owner.GetAsync($"/integrations/{made.Uuid}");
        var same = await world.Owner.PatchAsync($"/integrations/{made.Uuid}", """{"baseUrl":"https://MyCompany.cloud.looker.com:443/"}""");
        var moved = await world.Owner.PatchAsync($"/integrations/{made.Uuid}", change.Replace("}", ""","clientSecret":"new"}""", StringComparison.Ordinal));

        Assert.Equal((422, "clientSecret"), (refused.Status, Assert.Single(refused.Fields)));
        Assert.Equal("https://mycompany.cloud.looker.com", stays.Results.GetProperty("baseUrl").GetString());
        Assert.Equal((200, 200), (same.Status, moved.Status));
    }

    [Fact]
    public async Task Another_address_without_the_client_secret_is_refused_by_the_name_of_the_field()
    {
        var made = await world.Owner.PostAsync("/integrations", Body("To be moved"));
        var refused = await world.Owner.PatchAsync($"/integrations/{made.Uuid}", """{"baseUrl":"https://collector.example.com"}""");

        Assert.Equal(422, refused.Status);
        Assert.Equal(["clientSecret"], refused.Fields);
        Assert.Equal(made.Text, (await world.Owner.GetAsync($"/integrations/{made.Uuid}")).Text);
    }

    [Fact]
    public async Task Deleting_answers_nothing_and_then_there_is_nothing()
    {
        var made = await world.Owner.PostAsync("/integrations", Body("To be deleted"));
        var deleted = await world.Owner.DeleteAsync($"/integrations/{made.Uuid}");

        Assert.Equal((200, """{"status":"ok","results":{}}"""), (deleted.Status, deleted.Text));
        Assert.Equal(404, (await world.Owner.GetAsync($"/integrations/{made.Uuid}")).Status);
        Assert.Equal(404, (await world.Owner.DeleteAsync($"/integrations/{made.Uuid}")).Status);
        Assert.Equal(201, (await world.Owner.PostAsync("/integrations", Body("To be deleted"))).Status);
    }

    [Fact]
    public async Task A_taken_name_is_a_conflict()
    {
        await world.Owner.PostAsync("/integrations", Body("Taken"));
        var refused = await world.Owner.PostAsync("/integrations", Body("TAKEN"));
        Assert.Equal((409, "ConflictError"), (refused.Status, refused.Error.GetProperty("name").GetString()));
        Assert.Equal(["name"], refused.Fields);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("""{"name":"a","name":"b"}""", "body")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("""{"name":1}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"\ud800"}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"nome":"Production","uuid":"x"}""", "nome uuid")]
    [InlineData("""{"mode":"Live"}""", "mode")]
    [InlineData("""{"policies":[]}""", "policies")]
    [InlineData("""{"policies":{"strict":"true","adopt":"auto"}}""", "policies.adopt policies.strict")]
    [InlineData("""{"policies":{"callsInFlight":1.5}}""", "policies.callsInFlight")]
    [InlineData("""{"policies":{"callsInFlight":99999999999999}}""", "policies.callsInFlight")]
    [InlineData("""{"policies":{"deletionGuard":{"maxCount":"7","window":1}}}""", "policies.deletionGuard.maxCount policies.deletionGuard.window")]
    [InlineData("{}", "clientId clientSecret instanceName name")]
    public async Task A_wrong_body_is_422_by_field(string body, string fields)
    {
        var refused = await world.Owner.PostAsync("/integrations", body);
        Assert.Equal((422, "ValidateError"), (refused.Status, refused.Error.GetProperty("name").GetString()));
        Assert.Equal(fields.Split(' '), refused.Fields);
    }

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"baseUrl":null}""", "baseUrl")]
    [InlineData("""{"instanceName":"a","baseUrl":"https://b.example.com"}""", "baseUrl")]
    [InlineData("""{"clientSecret":""}""", "clientSecret")]
    [InlineData("""{"mode":"dry"}""", "mode")]
    [InlineData("""{"policies":{"adoption":"Review"}}""", "policies.adoption")]
    [InlineData("""{"policies":{"adoption":"ask","drift":"mend"}}""", "policies.adoption policies.drift")]
    [InlineData("""{"policies":{"onDelete":"archive","emailSource":"username"}}""", "policies.emailSource policies.onDelete")]
    [InlineData("""{"scimUrl":"https://x"}""", "scimUrl")]
    public async Task A_wrong_change_is_422_by_field_and_changes_nothing(string body, string fields)
    {
        var made = await world.IntegrationAsync();
        var before = await world.Owner.GetAsync($"/integrations/{made.Id}");
        var refused = await world.Owner.PatchAsync($"/integrations/{made.Id}", body);
        Assert.Equal(422, refused.Status);
        Assert.Equal(fields.Split(' '), refused.Fields);
        Assert.Equal(before.Text, (await world.Owner.GetAsync($"/integrations/{made.Id}")).Text);
    }

    [Fact]
    public async Task A_body_is_read_whatever_its_content_type_says()
    {
        var made = await world.Owner.CallAsync("POST", "/integrations", Body("By plain curl"), "application/x-www-form-urlencoded");
        Assert.Equal(201, made.Status);
    }

    [Fact]
    public async Task Checks_come_in_the_order_of_the_contract()
    {
        var made = await world.IntegrationAsync();
        const string wrong = """{"nome":1}""";
        using var nobody = new ApiClient(world.App.NewClient());
        Assert.Equal(401, (await nobody.PatchAsync($"/integrations/{made.Id}", wrong)).Status);
        Assert.Equal(403, (await world.As(Core.People.PortalRole.Auditor).PatchAsync($"/integrations/{Guid.NewGuid()}", wrong)).Status);
        Assert.Equal(404, (await world.Owner.PatchAsync($"/integrations/{Guid.NewGuid()}", wrong)).Status);
        Assert.Equal(404, (await world.Owner.PatchAsync("/integrations/no-uuid", wrong)).Status);
        Assert.Equal(404, (await world.Owner.GetAsync($"/integrations/{Guid.NewGuid()}/links?syncState=wrong")).Status);
        Assert.Equal(422, (await world.Owner.PatchAsync($"/integrations/{made.Id}", wrong)).Status);
    }

    [Fact]
    public async Task The_list_pages_by_name()
    {
        await world.IntegrationAsync("000 b");
        await world.IntegrationAsync("000 A");
        var page = await world.Owner.GetAsync("/integrations?pageSize=1&page=2");
        Assert.Equal("000 b", Assert.Single(page.Items).GetProperty("name").GetString());
        Assert.Equal((2, 1), (page.Results.GetProperty("page").GetInt32(), page.Results.GetProperty("pageSize").GetInt32()));
        Assert.True(page.Results.GetProperty("total").GetInt64() >= 2);
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=x", "page")]
    [InlineData("pageSize=501", "pageSize")]
    [InlineData("pageSize=-1", "pageSize")]
    [InlineData("page=1&page=2", "page")]
    [InlineData("size=1", "size")]
    public async Task A_wrong_query_is_422_by_parameter(string query, string field)
    {
        var refused = await world.Owner.GetAsync($"/integrations?{query}");
        Assert.Equal(422, refused.Status);
        Assert.Equal([field], refused.Fields);
    }

    [Fact]
    public async Task The_status_has_the_shape_of_the_contract()
    {
        var made = await world.IntegrationAsync();
        var status = await world.Owner.GetAsync($"/integrations/{made.Id}/status");
        Assert.Equal(
            """{"status":"ok","results":{"state":"ok","users":0,"groups":0,"memberships":0,"pending":0,"failed":0,"held":0,"oldestPendingSeconds":null,"lookerCallsThisMonth":0,"lastReconciledAt":null}}""",
            status.Text);
    }

    [Fact]
    public async Task A_test_says_what_is_wrong_with_an_address_where_nothing_listens()
    {
        var answer = await world.Owner.PostAsync("/integrations/test", """{"baseUrl":"http://127.0.0.1:1","clientId":"a","clientSecret":"canary-secret"}""");
        Assert.Equal(200, answer.Status);
        Assert.False(answer.Results.GetProperty("ok").GetBoolean());
        Assert.Equal("unreachable", Assert.Single(answer.Results.GetProperty("problems").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(["ok", "latencyMs", "lookerVersion", "edition", "apiUser", "isAdmin", "problems", "clockOffsetSeconds"], answer.Results.EnumerateObject().Select(p => p.Name));
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_without_a_body_takes_none()
    {
        var made = await world.IntegrationAsync();
        Assert.Equal(["deep"], (await world.Owner.PostAsync($"/integrations/{made.Id}/test", """{"deep":true}""")).Fields);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404, "NotFoundError")]
    [InlineData("PUT", "/integrations", 405, "MethodNotAllowedError")]
    public async Task What_the_API_does_not_have_is_told_in_its_envelope(string method, string path, int status, string name)
    {
        var answer = await world.Owner.CallAsync(method, path);
        Assert.Equal((status, name, "error"), (answer.Status, answer.Error.GetProperty("name").GetString(), answer.Json.GetProperty("status").GetString()));
    }
}
