using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>The resources of RFC 7643 section 8 as a client would send them. What a client may write comes back as sent.</summary>
public sealed class ResourceExampleTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Theory]
    [InlineData("8.1-minimal-user")]
    [InlineData("8.2-full-user")]
    [InlineData("8.3-enterprise-user")]
    public async Task A_user_comes_back_as_sent(string name)
    {
        await using var bridge = await Bridge.StartAsync();
        var sent = Exchanges.Read($"rfc7643/{name}.json");

        var created = await bridge.PostAsync("/Users", sent.ToJsonString());
        Assert.True(created.Status == 201, created.Detail);
        AsSent(sent, created.Body!);
        AsSent(sent, (await bridge.GetAsync($"/Users/{created.Id}")).Body!);
        var listed = (await bridge.GetAsync("/Users")).Body!["Resources"]![0]!.AsObject();
        AsSent(sent, listed);

        var put = await bridge.PutAsync($"/Users/{created.Id}", created.Body!.ToJsonString());
        Assert.Equal((200, "W/\"1\""), (put.Status, put.ETag));
        AsSent(sent, put.Body!);
    }

    [Fact]
    public async Task The_full_user_stands_in_Looker()
    {
        await using var bridge = await Bridge.StartAsync();
        var created = await bridge.PostAsync("/Users", Exchanges.Read("rfc7643/8.3-enterprise-user.json").ToJsonString());
        Assert.Equal("applied", created.Sync);
        var user = bridge.LookerUser("bjensen@example.com")!;
        Assert.Equal(("Barbara", "Jensen", false), (user.FirstName, user.LastName, user.IsDisabled));
    }

    [Fact]
    public async Task A_group_comes_back_with_its_members()
    {
        await using var bridge = await Bridge.StartAsync();
        var sent = Exchanges.Read("rfc7643/8.4-group.json");
        var names = new List<string>();
        foreach (var member in sent["members"]!.AsArray())
        {
            names.Add((string)member!["display"]!);
            member["value"] = (await bridge.PostAsync("/Users", $$"""{"userName":"user{{names.Count}}","displayName":"{{names[^1]}}"}""")).Id;
        }

        var created = await bridge.PostAsync("/Groups", sent.ToJsonString());
        Assert.True(created.Status == 201, created.Detail);
        Assert.Equal((string?)sent["displayName"], (string?)created.Body!["displayName"]);
        Assert.Equal(names, created.Body["members"]!.AsArray().Select(member => (string)member!["display"]!));
        Assert.Equal(
            sent["members"]!.AsArray().Select(member => (string)member!["value"]!), created.Body["members"]!.AsArray().Select(member => (string)member!["value"]!));
    }

    /// <summary>Except for what only the server writes, and for the password, which nobody can read.</summary>
    private static void AsSent(JsonObject sent, JsonObject received)
    {
        Assert.Null(received["password"]);
        foreach (var (name, value) in sent)
        {
            if (name is "id" or "meta" or "groups" or "password" or Enterprise)
            {
                continue;
            }

            Assert.True(JsonNode.DeepEquals(value, received[name]), $"{name}: {received[name]?.ToJsonString()} instead of {value?.ToJsonString()}");
        }

        foreach (var (name, value) in sent[Enterprise]?.AsObject() ?? [])
        {
            var expected = value!.DeepClone();
            (expected as JsonObject)?.Remove("displayName");
            Assert.True(JsonNode.DeepEquals(expected, received[Enterprise]?[name]), $"{name}: {received[Enterprise]?[name]?.ToJsonString()} instead of {expected.ToJsonString()}");
        }
    }
}
