using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>
/// A user's whole life in each vendor's words, once with the vendor's own PATCH and once with PUT. After every step, the user,
/// the group and Looker are the same.
/// </summary>
public sealed class VendorLifeCycleTests
{
    private const string PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    /// <summary>For each vendor: rename, deactivate, reactivate, change the address, add to the group, remove from it.</summary>
    private static readonly Dictionary<string, string[]> Vendors = new(StringComparer.Ordinal)
    {
        ["Okta"] =
        [
            """{"op":"replace","value":{"name":{"givenName":"Ann","familyName":"Two"}}}""", """{"op":"replace","value":{"active":false}}""", """{"op":"replace","value":{"active":true}}""",
            """{"op":"replace","value":{"emails":[{"value":"anne@example.com","type":"work","primary":true}]}}""",
            """{"op":"add","path":"members","value":[{"value":"{id}","display":"ann@example.com"}]}""", """{"op":"remove","path":"members[value eq \"{id}\"]"}""",
        ],
        ["Entra ID"] =
        [
            """{"op":"Replace","path":"name.familyName","value":"Two"}""", """{"op":"Replace","path":"active","value":"False"}""", """{"op":"Replace","path":"active","value":"True"}""",
            """{"op":"Replace","path":"emails[type eq \"work\"].value","value":"anne@example.com"}""",
            """{"op":"Add","path":"members","value":[{"$ref":null,"value":"{id}"}]}""", """{"op":"Remove","path":"members","value":[{"value":"{id}"}]}""",
        ],
        ["Entra ID with aadOptscim062020"] =
        [
            """{"op":"replace","value":{"name.familyName":"Two"}}""", """{"op":"replace","path":"active","value":false}""", """{"op":"replace","value":{"active":true}}""",
            """{"op":"replace","path":"emails[type eq \"work\"].value","value":"anne@example.com"}""",
            """{"op":"add","path":"members","value":[{"value":"{id}"}]}""", """{"op":"remove","path":"members[value eq \"{id}\"]"}""",
        ],
        ["OneLogin"] =
        [
            """{"op":"replace","path":"name","value":{"givenName":"Ann","familyName":"Two"}}""", """{"op":"replace","path":"active","value":false}""", """{"op":"replace","path":"active","value":true}""",
            """{"op":"replace","path":"emails","value":[{"value":"anne@example.com","type":"work","primary":true}]}""",
            """{"op":"add","path":"members","value":[{"value":"{id}"}]}""", """{"op":"remove","path":"members[value eq \"{id}\"]"}""",
        ],
        ["JumpCloud"] =
        [
            """{"op":"replace","path":"name.familyName","value":"Two"}""", """{"op":"replace","value":{"active":false}}""", """{"op":"replace","value":{"active":true}}""",
            """{"op":"replace","path":"emails[primary eq true].value","value":"anne@example.com"}""",
            """{"op":"add","path":"members","value":[{"value":"{id}"}]}""", """{"op":"remove","path":"members","value":[{"value":"{id}"}]}""",
        ],
        ["Ping"] =
        [
            """{"op":"replace","path":"name.familyName","value":"Two"}""", """{"op":"replace","path":"active","value":false}""", """{"op":"replace","path":"active","value":true}""",
            """{"op":"replace","path":"emails","value":[{"value":"anne@example.com","type":"work","primary":true}]}""",
            """{"op":"replace","path":"members","value":[{"value":"{id}"}]}""", """{"op":"replace","path":"members","value":[]}""",
        ],
        ["Keycloak's plugins"] =
        [
            """{"op":"replace","value":{"name":{"familyName":"Two"}}}""", """{"op":"replace","value":{"active":false}}""", """{"op":"replace","value":{"active":true}}""",
            """{"op":"replace","value":{"emails":[{"value":"anne@example.com","type":"work","primary":true}]}}""",
            """{"op":"replace","value":{"displayName":"Guides","members":[{"value":"{id}"}]}}""", """{"op":"replace","value":{"displayName":"Guides","members":[]}}""",
        ],
        ["authentik"] =
        [
            """{"op":"replace","value":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"{id}","name":{"familyName":"Two"}}}""", """{"op":"replace","path":"active","value":false}""", """{"op":"replace","path":"active","value":true}""",
            """{"op":"replace","path":"emails","value":[{"value":"anne@example.com","type":"work","primary":true}]}""",
            """{"op":"add","path":"members","value":[{"value":"{id}"}]}""", """{"op":"remove","path":"members","value":[{"value":"{id}"}]}""",
        ],
    };

    public static TheoryData<string> Names() => [.. Vendors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_the_same_by_PATCH_and_by_PUT_after_every_step(string vendor)
    {
        var byPatch = await RunAsync((step, isGroup, id) => (HttpMethod.Patch, Patch(vendor, step, id)));
        var byPut = await RunAsync((step, isGroup, id) => (HttpMethod.Put, isGroup ? Group(step, id) : User(step)));
        Assert.Equal(byPut.Count, byPatch.Count);
        Assert.All(byPut.Zip(byPatch), step => Assert.Equal(step.First, step.Second));
        Assert.All(byPut.Skip(1).Zip(byPut), step => Assert.NotEqual(step.Second, step.First));
    }

    private static async Task<List<string>> RunAsync(Func<int, bool, string, (HttpMethod Method, string Body)> request)
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 30);
        var looker = new LookerState(bridge.Looker);
        var user = (await bridge.PostAsync("/Users", User(-1))).Id;
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"Guides"}""")).Id;
        var after = new List<string>();
        for (var step = 0; step < 6; step++)
        {
            var path = step < 4 ? $"/Users/{user}" : $"/Groups/{group}";
            var (method, body) = request(step, step >= 4, user);
            var reply = await bridge.SendAsync(method, path, body);
            Assert.True(reply is { Status: 200 or 204, Sync: "applied" }, $"{method} {body}: {reply.Status} {reply.Sync} {reply.Detail}");
            after.Add($"{await PlainAsync(bridge, $"/Users/{user}", user, group)} {await PlainAsync(bridge, $"/Groups/{group}", user, group)} {looker.Now().ToJsonString()}");
        }

        Assert.Equal(204, (await bridge.DeleteAsync($"/Groups/{group}")).Status);
        Assert.Equal(204, (await bridge.DeleteAsync($"/Users/{user}")).Status);
        after.Add(looker.Now().ToJsonString());
        return after;
    }

    private static async Task<string> PlainAsync(Bridge bridge, string path, string user, string group)
    {
        var body = (await bridge.GetAsync(path)).Body!;
        body.Remove("meta");
        return body.ToJsonString().Replace(user, "user", StringComparison.Ordinal).Replace(group, "group", StringComparison.Ordinal)
            .Replace(bridge.App.BaseAddress.Authority, "host", StringComparison.Ordinal);
    }

    private static string Patch(string vendor, int step, string id) =>
        $$"""{"schemas":["{{PatchOp}}"],"Operations":[{{Vendors[vendor][step].Replace("{id}", id, StringComparison.Ordinal)}}]}""";

    /// <summary>The whole user after the step; -1 for the start.</summary>
    private static string User(int step) => new JsonObject
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User"),
        ["userName"] = "ann@example.com",
        ["name"] = new JsonObject { ["givenName"] = "Ann", ["familyName"] = step < 0 ? "One" : "Two" },
        ["active"] = step != 1,
        ["emails"] = new JsonArray(new JsonObject { ["value"] = step < 3 ? "ann@example.com" : "anne@example.com", ["type"] = "work", ["primary"] = true }),
    }.ToJsonString();

    private static string Group(int step, string id) => new JsonObject
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Group"),
        ["displayName"] = "Guides",
        ["members"] = step == 4 ? new JsonArray(new JsonObject { ["value"] = id }) : new JsonArray(),
    }.ToJsonString();
}
