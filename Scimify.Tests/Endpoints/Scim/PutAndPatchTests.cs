using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Vendors make the same changes with PUT or with PATCH, some by a switch. The outcome is the same.</summary>
public sealed class PutAndPatchTests
{
    private const string Before = """
        "userName":"ann@example.com","name":{"givenName":"Ann","familyName":"One"},"title":"Guide","active":true,
        "emails":[{"value":"ann@example.com","type":"work","primary":true}]
        """;

    /// <summary>The user as a PUT sends it, and the operations that mean the same.</summary>
    public static TheoryData<string, string, string> Changes() => new()
    {
        { "Okta renames", Before.Replace("One", "Two"), """{"op":"replace","value":{"name":{"familyName":"Two"}}}""" },
        { "Okta deactivates", Before.Replace("true,\n", "false,\n"), """{"op":"replace","value":{"active":false}}""" },
        { "Entra deactivates", Before.Replace("true,\n", "false,\n"), """{"op":"Replace","path":"active","value":"False"}""" },
        { "Entra clears a title", Before.Replace("\"title\":\"Guide\",", ""), """{"op":"Remove","path":"title"}""" },
        { "Entra changes the address", Before.Replace("\"value\":\"ann@", "\"value\":\"anne@"), """{"op":"Replace","path":"emails[type eq \"work\"].value","value":"anne@example.com"}""" },
        { "Entra, dotted", Before.Replace("Ann\"", "Anne\""), """{"op":"replace","value":{"name.givenName":"Anne"}}""" },
        { "OneLogin adds a second address", Before.Replace("true}]", "true},{\"value\":\"a@home.example\",\"type\":\"home\"}]"), """{"op":"add","path":"emails","value":[{"value":"a@home.example","type":"home"}]}""" },
        { "JumpCloud changes the userName", Before.Replace("\"userName\":\"ann@", "\"userName\":\"anne@"), """{"op":"replace","path":"userName","value":"anne@example.com"}""" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task They_lead_to_the_same_user_and_the_same_account(string what, string put, string patch)
    {
        var byPut = await RunAsync(HttpMethod.Put, $"{{{put}}}");
        var byPatch = await RunAsync(HttpMethod.Patch, $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{patch}}]}""");
        Assert.True(JsonNode.DeepEquals(byPut.User, byPatch.User), $"{what}: {byPut.User.ToJsonString()} and {byPatch.User.ToJsonString()}");
        Assert.Equal(byPut.Looker, byPatch.Looker);
        Assert.False(JsonNode.DeepEquals(byPut.User, byPut.Created), what);
    }

    private static async Task<(JsonObject Created, JsonObject User, string Looker)> RunAsync(HttpMethod method, string body)
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 30);
        var looker = new LookerState(bridge.Looker);
        var created = await bridge.PostAsync("/Users", $"{{{Before}}}");
        var changed = await bridge.SendAsync(method, $"/Users/{created.Id}", body);
        Assert.Equal((200, "applied"), (changed.Status, changed.Sync));
        return (Plain(created), Plain(changed), looker.Now().ToJsonString());
    }

    private static JsonObject Plain(ScimReply reply)
    {
        reply.Body!.Remove("id");
        reply.Body.Remove("meta");
        return reply.Body;
    }
}
