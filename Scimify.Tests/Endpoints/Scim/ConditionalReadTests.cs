using System.Text.Json.Nodes;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>
/// Only a client that has exactly this answer gets a 304 (RFC 7644 section 3.14, RFC 9110 section 13.1.2), even if the change
/// was made elsewhere.
/// </summary>
public sealed class ConditionalReadTests(Wire wire) : IClassFixture<Wire>
{
    private const string PatchOp = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";

    [Fact]
    public async Task A_users_groups_belong_to_what_a_condition_is_about()
    {
        var (user, group) = (await NewUserAsync("roamer@example.com"), await NewGroupAsync("Roamers"));
        await ChangesAsync(user, () => PatchAsync(group, $$"""{"op":"add","path":"members","value":[{"value":"{{IdOf(user)}}"}]}"""));
        await ChangesAsync(user, () => PatchAsync(group, """{"op":"replace","path":"displayName","value":"Wanderers"}"""));
        await ChangesAsync(user, () => PatchAsync(group, """{"op":"remove","path":"members"}"""));
        await PatchAsync(group, $$"""{"op":"add","path":"members","value":[{"value":"{{IdOf(user)}}"}]}""");
        await ChangesAsync(user, async () => Assert.Equal(204, (await wire.SendAsync("DELETE", group)).Status));
    }

    [Fact]
    public async Task A_groups_members_and_their_names_belong_to_what_a_condition_is_about()
    {
        var (one, other) = (await NewUserAsync("one@example.com"), await NewUserAsync("other@example.com"));
        var group = await NewGroupAsync("Pairs", one, other);
        await ChangesAsync(group, () => PatchAsync(one, """{"op":"add","path":"displayName","value":"The One"}"""));
        await ChangesAsync(group, async () => Assert.Equal(204, (await wire.SendAsync("DELETE", other)).Status));
        await ChangesAsync(group, () => PatchAsync(group, """{"op":"add","path":"externalId","value":"pairs"}"""));
    }

    [Fact]
    public async Task What_an_answer_does_not_show_does_not_concern_it()
    {
        var user = await NewUserAsync("quiet@example.com");
        var group = await NewGroupAsync("Quiet", user);
        foreach (var path in (string[])[$"{user}?excludedAttributes=groups", $"{user}?attributes=userName", $"{group}?excludedAttributes=members"])
        {
            var read = await wire.GetAsync(path);
            await PatchAsync(path.StartsWith(user, StringComparison.Ordinal) ? group : user, $$"""{"op":"add","path":"displayName","value":"Quiet {{Guid.NewGuid():N}}"}""");
            Assert.Equal(304, await ConditionalAsync(path, read));
        }
    }

    [Fact]
    public async Task A_change_elsewhere_does_not_stand_in_the_way_of_a_write()
    {
        var (user, group) = (await NewUserAsync("writer@example.com"), await NewGroupAsync("Writers"));
        var read = await wire.GetAsync(user);
        await PatchAsync(group, $$"""{"op":"add","path":"members","value":[{"value":"{{IdOf(user)}}"}]}""");
        var write = await wire.SendAsync(
            "PATCH", user, $$"""{{{PatchOp}},"Operations":[{"op":"add","path":"title","value":"Author"}]}""", "application/scim+json", "If-Match", read.Headers["ETag"]);
        Assert.Equal(200, write.Status);
        Assert.Equal(304, await ConditionalAsync(user, write));
        Assert.Equal(412, (await wire.SendAsync("DELETE", user, null, null, "If-Match", read.Headers["ETag"])).Status);
    }

    [Fact]
    public async Task A_list_names_the_version_that_the_resource_itself_has()
    {
        foreach (var endpoint in (string[])["/Users", "/Groups", ""])
        {
            foreach (var resource in (await wire.GetAsync(endpoint)).Body!["Resources"]!.AsArray())
            {
                var one = await wire.GetAsync(((string)resource!["meta"]!["location"]!).Split("/scim/v2")[1]);
                Assert.Equal((string?)resource["meta"]!["version"], one.Headers["ETag"]);
                Assert.True(JsonNode.DeepEquals(resource, one.Body));
            }
        }
    }

    [Theory]
    [InlineData("/Users")]
    [InlineData("/Users/{user}")]
    [InlineData("/Groups/{group}")]
    [InlineData("/Schemas")]
    [InlineData("/Users/nobody")]
    [InlineData("/Nothing")]
    public async Task HEAD_has_the_head_of_GET_and_no_body(string path)
    {
        var (get, head) = (await wire.GetAsync(path), await wire.SendAsync("HEAD", path));
        Assert.Equal((get.Status, "", get.ContentType), (head.Status, head.Text, head.ContentType));
        Assert.Equal(get.Headers.GetValueOrDefault("ETag"), head.Headers.GetValueOrDefault("ETag"));
    }

    private async Task ChangesAsync(string path, Func<Task> change)
    {
        var before = await wire.GetAsync(path);
        Assert.Equal(304, await ConditionalAsync(path, before));
        await change();
        var after = await wire.GetAsync(path);
        Assert.NotEqual(before.Text, after.Text);
        Assert.Equal((200, 304), (await ConditionalAsync(path, before), await ConditionalAsync(path, after)));
    }

    private async Task<int> ConditionalAsync(string path, WireReply read) =>
        (await wire.SendAsync("GET", path, null, null, "If-None-Match", read.Headers["ETag"])).Status;

    private async Task PatchAsync(string path, string operation) =>
        Assert.InRange((await wire.SendAsync("PATCH", path, $$"""{{{PatchOp}},"Operations":[{{operation}}]}""")).Status, 200, 204);

    private async Task<string> NewUserAsync(string name) => $"/Users/{(await wire.SendAsync("POST", "/Users", $$"""{"userName":"{{name}}"}""")).Body!["id"]}";

    private async Task<string> NewGroupAsync(string name, params string[] members) => $"/Groups/{(await wire.SendAsync(
        "POST", "/Groups", $$"""{"displayName":"{{name}}","members":[{{string.Join(',', members.Select(member => $$"""{"value":"{{IdOf(member)}}"}"""))}}]}""")).Body!["id"]}";

    private static string IdOf(string path) => path.Split('/')[^1];
}
