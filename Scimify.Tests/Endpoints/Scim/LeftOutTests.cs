using System.Text.Json;
using Scimify.Core.Scim.Schemas;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>What a request names but Scimify does not keep: a tolerant integration leaves it out and notes it, and a strict one refuses it.</summary>
public sealed class LeftOutTests
{
    private const string Message = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private const string Deactivate = """{"op":"replace","path":"active","value":false}""";

    /// <summary>Operations on attributes that no schema has or that have no effect, and the note about each.</summary>
    public static TheoryData<string, string> Unkept() => new()
    {
        { """{"op":"add","path":"urn:ietf:params:scim:schemas:extension:acme:2.0:User:badge","value":"7"}""", "urn:ietf:params:scim:schemas:extension:acme:2.0:User:badge" },
        { """{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:acme:2.0:User","value":{"badge":"7"}}""", "urn:ietf:params:scim:schemas:extension:acme:2.0:User" },
        { $$"""{"op":"replace","path":"{{Enterprise}}:badge","value":"7"}""", $"{Enterprise}:badge" },
        { """{"op":"add","path":"shoeSize","value":44}""", "shoeSize" },
        { """{"op":"remove","path":"shoeSize"}""", "shoeSize" },
        { """{"op":"replace","path":"shoes[type eq \"work\"].size","value":"44"}""", "shoes" },
        { """{"op":"replace","path":"name.initials","value":"B"}""", "name.initials" },
        { """{"op":"replace","path":"emails[type eq \"work\"].verified","value":true}""", "emails.verified" },
        { """{"op":"add","path":"roles","value":[{"value":"4"}]}""", "roles" },
        { """{"op":"add","path":"roles[primary eq \"True\"].value","value":"{\"id\":\"4\"}"}""", "roles" },
        { """{"op":"remove","path":"entitlements"}""", "entitlements" },
        { """{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:roles","value":[{"value":"4"}]}""", "urn:ietf:params:scim:schemas:core:2.0:User:roles" },
    };

    [Theory]
    [MemberData(nameof(Unkept))]
    public async Task A_path_to_what_is_not_kept_is_left_out_and_the_leaver_leaves(string operation, string name)
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();
        var before = await wire.GetAsync("/Users/{user}");
        var alone = await wire.SendAsync("PATCH", "/Users/{user}", Patch(operation));
        Assert.Equal((200, before.Text), (alone.Status, alone.Text));
        foreach (var operations in (string[])[$"{Deactivate},{operation}", $"{operation},{Deactivate}"])
        {
            await wire.Bridge.PatchAsync($"/Users/{wire.UserId}", Patch("""{"op":"replace","path":"active","value":true}"""));
            var reply = await wire.SendAsync("PATCH", "/Users/{user}", Patch(operations));
            Assert.Equal((200, "applied", false), (reply.Status, reply.Headers["Scimify-Sync"], (bool)reply.Body!["active"]!));
            Assert.True(wire.Bridge.LookerUser("grace@example.com")!.IsDisabled);
            var note = Assert.Single(await NotesAsync(wire.Bridge, reply.Headers["Scimify-Request-Id"]));
            Assert.StartsWith("left out: ", note, StringComparison.Ordinal);
            Assert.Contains($"\"{name}\"", note);
        }
    }

    [Fact]
    public async Task A_strict_integration_refuses_a_path_to_what_is_not_kept()
    {
        var wire = new Wire(strict: true);
        await using var running = wire;
        await wire.InitializeAsync();
        var before = await wire.WorldAsync();
        foreach (var row in Unkept())
        {
            var reply = await wire.SendAsync("PATCH", "/Users/{user}", Patch($"{Deactivate},{row.Data.Item1}"));
            Assert.True((400, "invalidPath") == (reply.Status, reply.ScimType), reply.Text);
            Assert.StartsWith("Operation 2: ", reply.Detail, StringComparison.Ordinal);
            Assert.Contains($"\"{row.Data.Item2}\"", reply.Detail);
        }

        Assert.Equal(before, await wire.WorldAsync());
    }

    /// <summary>A part of an existing attribute is not an unknown attribute. Leaving it out would be a false success.</summary>
    [Theory]
    [InlineData("/Users/{user}", """{"op":"replace","path":"active.value","value":false}""")]
    [InlineData("/Users/{user}", """{"op":"replace","path":"shoes[type eq \"work\"]size","value":false}""")]
    [InlineData("/Groups/{group}", """{"op":"remove","path":"members[value eq \"{user}\"].id"}""")]
    [InlineData("/Groups/{group}", """{"op":"remove","path":"members.id"}""")]
    public async Task A_part_of_what_has_no_such_part_is_refused(string path, string operation)
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();
        var before = await wire.WorldAsync();
        var reply = await wire.SendAsync("PATCH", path, Patch(operation));
        Assert.Equal((400, "invalidPath"), (reply.Status, reply.ScimType));
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Fact]
    public async Task Values_without_a_path_of_which_nothing_is_known_hold_no_other_operation_up()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync("grace@example.com");
        var left = await bridge.PatchAsync($"/Users/{id}", Patch("""{"op":"add","value":{"urn:ietf:params:scim:schemas:extension:acme:2.0:User":{"badge":"7"}}},""" + Deactivate));
        Assert.Equal((200, "applied"), (left.Status, left.Sync));
        Assert.True(bridge.LookerUser("grace@example.com")!.IsDisabled);
    }

    [Fact]
    public async Task Of_a_group_too_it_is_left_out()
    {
        await using var bridge = await Bridge.StartAsync();
        var user = await bridge.NewUserAsync("grace@example.com");
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{user}}"}]}""")).Id;
        var reply = await bridge.PatchAsync($"/Groups/{group}", Patch(
            $$"""{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:acme:2.0:Group:badge","value":"7"},{"op":"Remove","path":"members","value":[{"value":"{{user}}"}]}"""));
        Assert.Equal((204, "applied"), (reply.Status, reply.Sync));
        Assert.Empty(bridge.LookerMembers("Pioneers"));
    }

    [Theory]
    [InlineData("roles")]
    [InlineData("entitlements")]
    public async Task What_has_no_effect_in_Looker_is_neither_kept_nor_declared(string attribute)
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();
        Assert.DoesNotContain($"\"{attribute}\"", (await wire.GetAsync("/Schemas")).Text);
        var value = $"\"{attribute}\":[{{\"value\":\"4\",\"primary\":true}}]";
        var created = await wire.SendAsync("POST", "/Users", $$"""{"userName":"ada@example.com",{{value}}}""");
        var path = $"/Users/{created.Body!["id"]}";
        WireReply[] replies =
        [
            created,
            await wire.SendAsync("PUT", path, $$"""{"userName":"ada@example.com",{{value}}}"""),
            await wire.SendAsync("PATCH", path, Patch($"{{\"op\":\"add\",\"value\":{{{value}}}}}")),
            await wire.SendAsync("PATCH", path, Patch($$$"""{"op":"replace","value":{"urn:ietf:params:scim:schemas:core:2.0:User:{{{attribute}}}":[{"value":"4"}]}}""")),
        ];
        foreach (var reply in replies)
        {
            Assert.True(reply is { Status: 200 or 201 } && reply.Body![attribute] is null, reply.Text);
            Assert.Contains(await NotesAsync(wire.Bridge, reply.Headers["Scimify-Request-Id"]), note => note.EndsWith("has no effect in Looker", StringComparison.Ordinal) && note.Contains(attribute, StringComparison.Ordinal));
        }

        Assert.Equal((400, "invalidFilter"), (await wire.GetAsync($"/Users?filter={attribute}.value%20eq%20%224%22")) is var asked ? (asked.Status, asked.ScimType) : default);
    }

    [Fact]
    public async Task A_strict_integration_refuses_what_has_no_effect_but_not_an_empty_list_of_it()
    {
        var wire = new Wire(strict: true);
        await using var running = wire;
        await wire.InitializeAsync();
        var before = await wire.WorldAsync();
        const string Whole = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"grace@example.com\",\"emails\":[{\"value\":\"grace@example.com\",\"type\":\"work\",\"primary\":true}],\"name\":{\"givenName\":\"Grace\",\"familyName\":\"Hopper\"}";
        foreach (var reply in (WireReply[])
        [
            await wire.SendAsync("POST", "/Users", $$"""{{{Whole.Replace("grace@", "new@", StringComparison.Ordinal)}},"roles":[{"value":"4"}]}"""),
            await wire.SendAsync("PUT", "/Users/{user}", $$"""{{{Whole}},"roles":[{"value":"4"}]}"""),
            await wire.SendAsync("PATCH", "/Users/{user}", Patch("""{"op":"add","value":{"entitlements":[{"value":"4"}]}}""")),
        ])
        {
            Assert.True((400, "invalidSyntax") == (reply.Status, reply.ScimType), reply.Text);
        }

        Assert.Equal(200, (await wire.SendAsync("PUT", "/Users/{user}", $$"""{{{Whole}},"roles":[],"entitlements":null}""")).Status);
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Fact]
    public async Task Roles_that_a_mapping_gives_effect_are_kept_and_declared()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "attribute", "roles[primary eq true].value")));
        var created = await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com").Replace("\"active\"", "\"roles\":[{\"value\":\"Admiral\",\"primary\":true}],\"entitlements\":[{\"value\":\"x\"}],\"active\"", StringComparison.Ordinal));
        Assert.Equal((201, "Admiral", true), (created.Status, (string?)created.Body!["roles"]?[0]!["value"], created.Body["entitlements"] is null));
        Assert.Equal("department=Admiral", bridge.Values("grace@example.com"));
        var schema = (await bridge.GetAsync($"/Schemas/{SchemaUrns.User}")).Body!["attributes"]!.AsArray().Select(attribute => (string)attribute!["name"]!).ToList();
        Assert.Contains("roles", schema);
        Assert.DoesNotContain("entitlements", schema);
    }

    [Theory]
    [InlineData($$$$"""{"op":"add","value":{"{{{{Enterprise}}}}":{}}}""")]
    [InlineData($$$$"""{"op":"replace","value":{"{{{{Enterprise}}}}":{}}}""")]
    [InlineData($$$$"""{"op":"replace","value":{"{{{{SchemaUrns.LookerUser}}}}":{},"schemas":[]}}""")]
    [InlineData($$$$"""{"op":"replace","value":{"{{{{Enterprise}}}}":{"department":null}}}""")]
    [InlineData($$$"""{"op":"replace","path":"{{{Enterprise}}}","value":{}}""")]
    [InlineData($$$"""{"op":"add","path":"{{{Enterprise}}}","value":{}}""")]
    [InlineData("""{"op":"replace","value":{}}""")]
    public async Task An_extension_without_attributes_changes_nothing(string operation)
    {
        foreach (var strict in (bool[])[true, false])
        {
            var wire = new Wire(strict);
            await using var running = wire;
            await wire.InitializeAsync();
            var before = await wire.GetAsync("/Users/{user}");
            var reply = await wire.SendAsync("PATCH", "/Users/{user}", Patch(operation));
            Assert.Equal((200, before.Text), (reply.Status, reply.Text));
        }
    }

    private static async Task<string[]> NotesAsync(Bridge bridge, string requestId)
    {
        await using var context = bridge.App.NewContext();
        var id = Guid.Parse(requestId);
        return JsonSerializer.Deserialize<string[]>(context.ProvisioningLog.Single(e => e.RequestId == id && e.Method != null).Tolerances ?? "[]")!;
    }

    private static string Patch(string operations) => $$"""{{{Message}},"Operations":[{{operations}}]}""";
}
