using System.Text.Json;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>Mappings over the REST API, with the sandbox as Looker.</summary>
public sealed class MappingsApiTests
{
    private const string Department = """{"lookerAttribute":"department","source":"template","value":"{userName}!"}""";

    [Fact]
    public async Task What_is_put_is_got_after_a_preview_that_wrote_nothing()
    {
        await using var bridge = await Bridge.StartAsync();
        var team = await bridge.NewGroupAsync("Team");
        await bridge.NewUserInAsync("grace@example.com", null);
        using var api = await ClientAsync(bridge);
        var root = $"/integrations/{bridge.Integration.Id}/mappings";
        var body = $$"""{"version":0,"attributes":[{{Department}}],"groups":[{"group":"{{team}}","roles":["5"]}]}""";

        var choices = (await api.GetAsync(root + "/choices")).Results;
        Assert.Equal("Looker sets it by itself", choices.GetProperty("attributes").EnumerateArray().First(a => Text(a, "name") == "email").GetProperty("refused").GetString());
        Assert.Equal(["Admin", "Developer", "User", "Viewer"], choices.GetProperty("roles").EnumerateArray().Select(r => Text(r, "name")));

        var preview = await api.PostAsync(root + "/preview", body);
        Assert.Equal(200, preview.Status);
        Assert.Equal((1, 1, 4), (Number(preview, "users"), Number(preview, "groups"), Number(preview, "lookerCalls")));
        Assert.Equal(
            """{"resourceType":"Group","scimId":"ID","name":"Team","changes":["Give the role “Viewer”"]}""".Replace("ID", team, StringComparison.Ordinal),
            preview.Results.GetProperty("examples")[1].GetRawText());
        Assert.Equal(0, Number(await api.GetAsync(root), "version"));
        Assert.Equal(("", ""), (bridge.Values("grace@example.com"), bridge.GroupsWith("5")));

        var put = await api.CallAsync("PUT", root, body);
        Assert.Equal(200, put.Status);
        await bridge.SweptAsync();
        await bridge.SettledAsync();
        Assert.Equal(("department=grace@example.com!", "Team"), (bridge.Values("grace@example.com"), bridge.GroupsWith("5")));
        Assert.Equal(
            $$"""
            {"version":1,"attributes":[{"lookerAttribute":"department","label":"Department","type":"string","hidden":false,"source":"template","value":"{userName}!","kind":"managed"}],"groups":[{"group":"{{team}}","displayName":"Team","roles":[{"id":"5","name":"Viewer","syncState":"applied","error":null}]}],"inProgress":false}
            """,
            (await api.GetAsync(root)).Results.GetRawText());
        Assert.Equal("mappings.update", Text((await api.GetAsync("/audit-log?action=mappings.update")).Items.Single(), "action"));

        Assert.Equal(0, Number(await api.PostAsync(root + "/preview", body.Replace("\"version\":0,", "", StringComparison.Ordinal)), "users"));
        var stale = await api.CallAsync("PUT", root, body);
        Assert.Equal((409, 1), (stale.Status, stale.Error.GetProperty("data").GetProperty("version").GetInt32()));
    }

    [Theory]
    [InlineData("{}", "attributes groups")]
    [InlineData("""{"attributes":[],"groups":[],"rules":[]}""", "rules")]
    [InlineData("""{"attributes":{},"groups":[]}""", "attributes")]
    [InlineData("""{"attributes":[1],"groups":[]}""", "attributes.0")]
    [InlineData("""{"attributes":[{"lookerAttribute":"department","source":"attribute","value":"title","rank":1}],"groups":[]}""", "attributes.0.rank")]
    [InlineData("""{"attributes":[{"lookerAttribute":"department","source":"guess"}],"groups":[]}""", "attributes.0.source")]
    [InlineData("""{"attributes":[{"lookerAttribute":"shoes","source":"attribute","value":"shoes"}],"groups":[]}""", "attributes.0.lookerAttribute attributes.0.value")]
    [InlineData("""{"attributes":[],"groups":[{"roles":["4"]}]}""", "groups.0.group")]
    [InlineData("""{"attributes":[],"groups":[{"group":"b0f5d3f2-4f0e-4a6e-8a55-6b0a3c3b9d21","roles":["4"]}]}""", "groups.0.group")]
    public async Task What_cannot_be_mapped_is_told_by_field(string body, string fields)
    {
        await using var bridge = await Bridge.StartAsync();
        using var api = await ClientAsync(bridge);
        foreach (var (method, path) in new[] { ("POST", "/preview"), ("PUT", "") })
        {
            var refused = await api.CallAsync(method, $"/integrations/{bridge.Integration.Id}/mappings{path}", body);
            Assert.Equal((422, "ValidateError", fields), (refused.Status, Text(refused.Error, "name"), string.Join(' ', refused.Fields)));
        }
    }

    private static async Task<ApiClient> ClientAsync(Bridge bridge) => new(bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner)));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(ApiAnswer answer, string name) => answer.Results.GetProperty(name).GetInt32();
}
