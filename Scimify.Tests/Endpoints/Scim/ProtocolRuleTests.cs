using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Rules of RFC 7644 about the exchange as a whole, and not about one attribute.</summary>
public sealed class ProtocolRuleTests(Wire wire) : IClassFixture<Wire>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private const string PatchOp = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";

    [Theory]
    [InlineData("PATCH", "/Users/{user}", $$"""{{{PatchOp}},"Operations":[{"op":"add","path":"emails","value":[{"value":"grace@example.com","type":"work","primary":true}]}]}""")]
    [InlineData("PATCH", "/Users/{user}", $$"""{{{PatchOp}},"Operations":[{"op":"replace","path":"active","value":true},{"op":"remove","path":"title"}]}""")]
    [InlineData("PATCH", "/Groups/{group}", $$"""{{{PatchOp}},"Operations":[{"op":"add","path":"members","value":[{"value":"{user}"}]}]}""")]
    [InlineData("PATCH", "/Groups/{group}", $$"""{{{PatchOp}},"Operations":[{"op":"remove","path":"members[value eq \"3a0f1f5e-0000-4000-8000-000000000000\"]"}]}""")]
    [InlineData("PATCH", "/Groups/{group}", $$"""{{{PatchOp}},"Operations":[{"op":"replace","path":"members","value":[{"value":"{user}"}]}]}""")]
    public async Task What_changes_nothing_succeeds_and_leaves_version_and_time(string method, string path, string body)
    {
        var before = (await wire.GetAsync(path)).Text;
        var seq = wire.Bridge.LastCall;
        var reply = await wire.SendAsync(method, path, body);
        Assert.InRange(reply.Status, 200, 204);
        Assert.Equal(before, (await wire.GetAsync(path)).Text);
        Assert.Empty(wire.Bridge.CallsSince(seq));
    }

    [Theory]
    [InlineData("/Users/{user}")]
    [InlineData("/Groups/{group}")]
    public async Task What_was_read_can_be_put_back_without_a_change(string path)
    {
        var read = await wire.GetAsync(path);
        var put = await wire.SendAsync("PUT", path, read.Text, "application/scim+json", "If-Match", read.Headers["ETag"]);
        Assert.Equal((200, read.Text), (put.Status, put.Text));
    }

    [Theory]
    [InlineData("GET", "If-None-Match", true, 304)]
    [InlineData("GET", "If-None-Match", false, 200)]
    [InlineData("PUT", "If-Match", false, 412)]
    [InlineData("PATCH", "If-Match", false, 412)]
    [InlineData("DELETE", "If-Match", false, 412)]
    public async Task A_condition_is_kept_by_every_method(string method, string header, bool current, int status)
    {
        foreach (var path in (string[])["/Users/{user}", "/Groups/{group}"])
        {
            var read = await wire.GetAsync(path);
            var body = method switch
            {
                "PUT" => read.Text,
                "PATCH" => $$"""{{{PatchOp}},"Operations":[{"op":"replace","path":"externalId","value":"changed"}]}""",
                _ => null,
            };
            var reply = await wire.SendAsync(method, path, body, "application/scim+json", header, current ? read.Headers["ETag"] : "W/\"0\"");
            Assert.Equal(status, reply.Status);
            Assert.Equal(read.Text, (await wire.GetAsync(path)).Text);
        }
    }

    [Fact]
    public async Task The_version_of_a_write_is_the_one_to_go_on_from()
    {
        var created = await wire.SendAsync("POST", "/Users", """{"userName":"versions"}""");
        var path = $"/Users/{created.Body!["id"]}";
        var patched = await wire.SendAsync(
            "PATCH", path, $$"""{{{PatchOp}},"Operations":[{"op":"add","path":"title","value":"Guide"}]}""", "application/scim+json", "If-Match", created.Headers["ETag"]);
        Assert.Equal(200, patched.Status);
        Assert.NotEqual(created.Headers["ETag"], patched.Headers["ETag"]);
        var late = await wire.SendAsync("PUT", path, """{"userName":"versions"}""", "application/scim+json", "If-Match", created.Headers["ETag"]);
        Assert.Equal(412, late.Status);
        Assert.Equal(204, (await wire.SendAsync("DELETE", path, null, null, "If-Match", patched.Headers["ETag"])).Status);
    }

    [Fact]
    public async Task A_PATCH_of_a_group_is_204_unless_attributes_are_asked_for()
    {
        var patch = $$"""{{{PatchOp}},"Operations":[{"op":"replace","path":"displayName","value":"Pioneers"}]}""";
        Assert.Equal(204, (await wire.SendAsync("PATCH", "/Groups/{group}", patch)).Status);
        var asked = await wire.SendAsync("PATCH", "/Groups/{group}?attributes=displayName", patch);
        Assert.Equal((200, "Pioneers"), (asked.Status, (string?)asked.Body!["displayName"]));
        Assert.Null(asked.Body["members"]);
        Assert.NotNull((await wire.SendAsync("PATCH", "/Groups/{group}?excludedAttributes=displayName", patch)).Body!["members"]);
    }

    [Fact]
    public async Task What_was_deleted_is_404_to_every_method_and_its_name_is_free()
    {
        foreach (var (endpoint, body) in ((string, string)[])[("/Users", """{"userName":"passing","externalId":"p"}"""), ("/Groups", """{"displayName":"Passing","externalId":"p"}""")])
        {
            var created = await wire.SendAsync("POST", endpoint, body);
            var path = $"{endpoint}/{created.Body!["id"]}";
            Assert.Equal(204, (await wire.SendAsync("DELETE", path)).Status);
            foreach (var (method, sent) in ((string, string?)[])[("GET", null), ("PUT", body), ("DELETE", null), ("PATCH", $$"""{{{PatchOp}},"Operations":[{"op":"add","path":"externalId","value":"x"}]}""")])
            {
                Assert.Equal(404, (await wire.SendAsync(method, path, sent)).Status);
            }

            Assert.Equal(0L, (await wire.GetAsync($"{endpoint}?filter=externalId%20eq%20%22p%22")).Total);
            Assert.Equal(201, (await wire.SendAsync("POST", endpoint, body)).Status);
            await wire.SendAsync("DELETE", $"{endpoint}/{(await wire.GetAsync($"{endpoint}?filter=externalId%20eq%20%22p%22")).Ids[0]}");
        }
    }

    [Fact]
    public async Task An_externalId_is_the_clients_own_and_need_not_be_unique()
    {
        Assert.Equal(201, (await wire.SendAsync("POST", "/Users", """{"userName":"one","externalId":"same"}""")).Status);
        Assert.Equal(201, (await wire.SendAsync("POST", "/Users", """{"userName":"two","externalId":"same"}""")).Status);
        Assert.Equal(2L, (await wire.GetAsync("/Users?filter=externalId%20eq%20%22same%22")).Total);
    }

    [Fact]
    public async Task A_token_sees_its_own_integration_only()
    {
        var app = wire.Bridge.App;
        var other = await app.IntegrationRowAsync(wire.Bridge.Owner, "Other");
        using var client = app.NewClient(scimToken: (await app.ScimTokenAsync(wire.Bridge.Owner, other.Id)).Secret);
        var before = await wire.WorldAsync();
        foreach (var path in (string[])[$"Users/{wire.UserId}", $"Groups/{wire.GroupId}"])
        {
            Assert.Equal(404, (int)(await client.GetAsync($"/scim/v2/{path}", Ct)).StatusCode);
            Assert.Equal(404, (int)(await client.DeleteAsync($"/scim/v2/{path}", Ct)).StatusCode);
            Assert.Equal(404, (int)(await client.PutAsync($"/scim/v2/{path}", new StringContent("""{"userName":"x","displayName":"x"}""", new MediaTypeHeaderValue("application/scim+json")), Ct)).StatusCode);
        }

        foreach (var list in (string[])["Users", "Groups", "", $"Users?filter=id%20eq%20%22{wire.UserId}%22", $"Groups?filter=members%20eq%20%22{wire.UserId}%22", "Users?sortBy=userName", "Users?cursor"])
        {
            Assert.Equal(0, (int)JsonNode.Parse(await client.GetStringAsync($"/scim/v2/{list}", Ct))!["totalResults"]!);
        }

        using var member = new StringContent($$"""{"displayName":"Theirs","members":[{"value":"{{wire.UserId}}"}]}""", new MediaTypeHeaderValue("application/scim+json"));
        using var theirs = await client.PostAsync("/scim/v2/Groups", member, Ct);
        Assert.Equal($"1;first=\"{wire.UserId}\"", theirs.Headers.GetValues("Scimify-Ignored-Members").Single());
        Assert.Null(JsonNode.Parse(await theirs.Content.ReadAsStringAsync(Ct))!["members"]);
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Theory]
    [InlineData("/ServiceProviderConfig")]
    [InlineData("/ResourceTypes")]
    [InlineData("/Schemas")]
    public async Task Discovery_needs_no_token_and_minds_no_paging(string path)
    {
        using var response = await wire.Bridge.App.Client.GetAsync($"/scim/v2{path}?startIndex=2&count=1&sortBy=id&attributes=id", TestContext.Current.CancellationToken);
        var open = await WireReply.ReadAsync(response);
        Assert.Equal((200, (await wire.GetAsync(path)).Text), (open.Status, open.Text));
        foreach (var method in (string[])["POST", "PUT", "PATCH", "DELETE"])
        {
            Assert.Equal(405, (await wire.SendAsync(method, path, method == "DELETE" ? null : "{}")).Status);
        }
    }

    [Fact]
    public async Task Discovery_needs_a_token_where_the_setting_says_so()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Discovery:RequireToken"] = "true" });
        using var response = await app.Client.GetAsync("/scim/v2/Schemas", TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)response.StatusCode);
    }

    /// <summary>The base URL was pasted with a trailing slash, and the identity provider adds another one.</summary>
    [Theory]
    [InlineData("GET", "//Users", null, 200)]
    [InlineData("GET", "//Users/{user}", null, 200)]
    [InlineData("GET", "//Users//{user}?attributes=userName", null, 200)]
    [InlineData("GET", "///Groups/", null, 200)]
    [InlineData("GET", "//Users?filter=userName%20eq%20%22a//b%22", null, 200)]
    [InlineData("GET", "//", null, 200)]
    [InlineData("GET", "//ServiceProviderConfig", null, 200)]
    [InlineData("POST", "//Users/.search", "{}", 200)]
    [InlineData("PATCH", "//Users/{user}", $$"""{{{PatchOp}},"Operations":[{"op":"replace","path":"active","value":true}]}""", 200)]
    [InlineData("POST", "//Users", "{}", 400)]
    [InlineData("POST", "//Bulk", "{}", 400)]
    [InlineData("PUT", "//Users", "{}", 405)]
    [InlineData("GET", "//Devices", null, 404)]
    public async Task A_slash_too_many_in_the_base_URL_is_none(string method, string path, string? body, int status)
    {
        var reply = await wire.SendAsync(method, path, body);
        Assert.True(status == reply.Status, $"{method} {path}: {reply.Status} {reply.Text}");
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("GZIP", 415)]
    [InlineData("deflate", 415)]
    [InlineData("br", 415)]
    [InlineData("identity, gzip", 415)]
    [InlineData("identity", 400)]
    [InlineData("Identity", 400)]
    public async Task A_body_in_another_coding_is_415(string coding, int status)
    {
        foreach (var path in (string[])["/scim/v2/Users", "/scim/v2//Users", "/scim/v2/Bulk", $"/scim/v2/Users/{wire.UserId}"])
        {
            using var request = new HttpRequestMessage(path.EndsWith(wire.UserId, StringComparison.Ordinal) ? HttpMethod.Patch : HttpMethod.Post, path);
            request.Content = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/scim+json");
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            using var response = await wire.Bridge.Scim.SendAsync(request, Ct);
            var reply = await WireReply.ReadAsync(response);
            WireRules.Check(reply, request, wire.Strict);
            Assert.Equal(status, reply.Status);
            Assert.Equal(status == 415 ? "identity" : null, reply.Headers.GetValueOrDefault("Accept-Encoding"));
        }

        using var api = wire.Bridge.App.NewClient();
        using var rest = new HttpRequestMessage(HttpMethod.Post, "/api/v1/integrations");
        rest.Headers.TryAddWithoutValidation("Authorization", $"ApiKey {await wire.Bridge.App.PersonalAccessTokenAsync(wire.Bridge.Owner)}");
        rest.Content = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        rest.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        rest.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using var answer = await api.SendAsync(rest, Ct);
        var envelope = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        Assert.Equal(status == 415 ? (415, "UnsupportedMediaTypeError") : (422, "ValidateError"), ((int)answer.StatusCode, (string?)envelope["error"]!["name"]));
    }

    [Fact]
    public async Task What_is_advertised_is_done()
    {
        var config = (await wire.GetAsync("/ServiceProviderConfig")).Body!;
        Assert.All(["patch", "bulk", "filter", "sort", "etag"], feature => Assert.True((bool)config[feature]!["supported"]!));
        Assert.Equal(413, (await wire.SendAsync("POST", "/Users", new string(' ', (int)config["bulk"]!["maxPayloadSize"]! + 1))).Status);
        var operations = new JsonArray([.. Enumerable.Range(0, (int)config["bulk"]!["maxOperations"]! + 1).Select(_ => (JsonNode)new JsonObject())]);
        var many = await wire.SendAsync("POST", "/Bulk", new JsonObject { ["Operations"] = operations }.ToJsonString());
        Assert.Equal(413, many.Status);
        Assert.Contains(config["bulk"]!["maxOperations"]!.ToString(), many.Detail);
        Assert.False((bool)config["changePassword"]!["supported"]!);
    }

    [Fact]
    public async Task An_answer_is_plain_json_for_who_asks_for_that_alone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/scim/v2/Users");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        using var response = await wire.Bridge.Scim.SendAsync(request, TestContext.Current.CancellationToken);
        WireRules.Check(await WireReply.ReadAsync(response), request, wire.Strict, "application/json");
        var both = await wire.SendAsync("GET", "/Users/nobody", null, null, "Accept", "application/json, application/scim+json");
        Assert.Equal("application/scim+json", both.ContentType);
    }
}
