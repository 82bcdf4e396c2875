using System.Text.Json.Nodes;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>
/// RFC 7643 sections 4.1 to 4.3, attribute by attribute as /Schemas describes them. Written values come back, readOnly values
/// cannot be changed, and removed values are gone.
/// </summary>
public sealed class AttributeTests(Wire wire) : IClassFixture<Wire>, IAsyncLifetime
{
    private const string Patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private IReadOnlyList<(string Path, JsonObject Attribute)> _attributes = [];
    private string _bare = "";

    public async ValueTask InitializeAsync()
    {
        var described = new List<(string, JsonObject)>();
        foreach (var id in (string[])[SchemaUrns.User, SchemaUrns.EnterpriseUser])
        {
            var schema = (await wire.GetAsync($"/Schemas/{id}")).Body!;
            described.AddRange(schema["attributes"]!.AsArray().Select(attribute =>
                ((id == SchemaUrns.User ? "" : id + ":") + (string)attribute!["name"]!, attribute.AsObject())));
        }

        _attributes = described;
        _bare = $"/Users/{(await wire.SendAsync("POST", "/Users", $$"""{"userName":"bare {{Guid.NewGuid()}}"}""")).Body!["id"]}";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void The_attributes_are_those_of_the_standard() => Assert.Equal(
        "userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active password emails phoneNumbers ims photos addresses "
        + "groups x509Certificates employeeNumber costCenter organization division department manager",
        string.Join(' ', _attributes.Select(attribute => (string)attribute.Attribute["name"]!)));

    [Fact]
    public async Task Each_is_added_replaced_and_removed_by_PATCH()
    {
        foreach (var (path, attribute) in Writable())
        {
            foreach (var (op, seed) in ((string, int)[])[("add", 1), ("replace", 2)])
            {
                var value = Value(attribute, seed);
                var reply = await PatchAsync(op, path, value);
                Assert.True(reply.Status == 200, $"{op} {path}: {reply.Text}");
                Same(path, value, At(reply.Body, path));
                Same(path, value, At((await wire.GetAsync(_bare)).Body, path));
            }

            var required = (bool)attribute["required"]!;
            var removed = await PatchAsync("remove", path, null);
            Assert.Equal(required ? (400, "mutability") : (200, null), (removed.Status, removed.ScimType));
            var left = At((await wire.GetAsync(_bare)).Body, path);
            Assert.True((required || path == "active") == left is not null, $"{path} is {left?.ToJsonString()} after its removal");
        }
    }

    [Fact]
    public async Task Each_sub_attribute_is_set_and_removed_by_its_own_path()
    {
        foreach (var (path, attribute) in Writable().Where(item => item.Attribute["subAttributes"] is not null))
        {
            var many = (bool)attribute["multiValued"]!;
            foreach (var sub in attribute["subAttributes"]!.AsArray().Select(item => item!.AsObject()).Where(IsWritable))
            {
                var name = (string)sub["name"]!;
                await PatchAsync("replace", path, Value(attribute, 3));
                var target = many ? $"{path}[type eq \"{TypeOf(attribute)}\"].{name}" : $"{path}.{name}";
                var value = name == "type" ? JsonValue.Create("another") : Item(Value(attribute, 4))![name]!;
                var set = await PatchAsync("replace", target, value);
                Assert.True(set.Status == 200, $"{target}: {set.Text}");
                Same(target, value, Item(At(set.Body, path))?[name]);
                var removed = await PatchAsync("remove", many ? $"{path}.{name}" : target, null);
                Assert.True(removed.Status == 200, $"{target}: {removed.Text}");
                Assert.Null(Item(At(removed.Body, path))?[name]);
            }

            await PatchAsync("remove", path, null);
        }
    }

    [Fact]
    public async Task All_of_them_are_created_replaced_and_cleared_by_POST_and_PUT()
    {
        var first = Resource("everything", 5);
        var created = await wire.SendAsync("POST", "/Users", first.ToJsonString());
        Assert.True(created.Status == 201, created.Text);
        AllAre(first, created.Body);
        var path = $"/Users/{created.Body!["id"]}";
        var second = Resource("everything", 6);
        var replaced = await wire.SendAsync("PUT", path, second.ToJsonString());
        Assert.True(replaced.Status == 200, replaced.Text);
        AllAre(second, replaced.Body);
        AllAre(second, (await wire.GetAsync(path)).Body);
        var cleared = await wire.SendAsync("PUT", path, $$"""{"schemas":["{{SchemaUrns.User}}"],"userName":"everything"}""");
        Assert.Equal(["active", "id", "meta", "schemas", "userName"], cleared.Body!.AsObject().Select(member => member.Key).Order());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Null_and_an_empty_list_are_the_same_as_absent(string nothing)
    {
        var name = $"nothing {Guid.NewGuid()}";
        var body = Resource(name, 7);
        foreach (var (path, attribute) in Writable().Where(item => !(bool)item.Attribute["required"]!))
        {
            if (nothing == "null" || (bool)attribute["multiValued"]!)
            {
                var holder = path.Contains(':') ? body[SchemaUrns.EnterpriseUser]! : body;
                holder[(string)attribute["name"]!] = JsonNode.Parse(nothing);
            }
        }

        var created = await wire.SendAsync("POST", "/Users", body.ToJsonString());
        Assert.True(created.Status == 201, created.Text);
        Assert.All(
            Writable().Where(item => !(bool)item.Attribute["required"]! && (nothing == "null" || (bool)item.Attribute["multiValued"]!)),
            item => Assert.True(At(created.Body, item.Path) is null || item.Path == "active", item.Path));
        var user = $"/Users/{created.Body!["id"]}";
        var filter = Uri.EscapeDataString($"userName eq \"{name}\" and emails pr");
        Assert.Equal(0L, (await wire.GetAsync($"/Users?filter={filter}")).Total);
        Assert.Equal(200, (await wire.SendAsync("PUT", user, body.ToJsonString())).Status);
    }

    [Theory]
    [InlineData("id", "\"x\"")]
    [InlineData("meta", """{"resourceType":"Robot"}""")]
    [InlineData("meta.created", "\"2010-01-23T04:56:22Z\"")]
    [InlineData("groups", """[{"value":"x"}]""")]
    [InlineData("groups.value", "\"x\"")]
    [InlineData("groups[value pr].display", "\"x\"")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName", "\"x\"")]
    [InlineData("urn:scimify:params:scim:schemas:extension:looker:2.0:User:lookerUserId", "\"x\"")]
    public async Task What_is_readOnly_is_refused_in_a_PATCH_whatever_the_operation(string path, string value)
    {
        var before = await wire.WorldAsync();
        foreach (var op in (string[])["add", "replace", "remove"])
        {
            var reply = await PatchAsync(op, path, op == "remove" ? null : JsonNode.Parse(value));
            Assert.Equal((400, "mutability"), (reply.Status, reply.ScimType));
        }

        Assert.Equal(before, await wire.WorldAsync());
    }

    [Fact]
    public async Task What_is_readOnly_is_ignored_in_a_POST_and_a_PUT()
    {
        var body = $$$"""
            {"schemas":["{{{SchemaUrns.User}}}"],"userName":"reader","id":"mine","meta":{"resourceType":"Robot","created":"2010-01-23T04:56:22Z","version":"x"},
             "groups":[{"value":"{group}"}],"{{{SchemaUrns.EnterpriseUser}}}":{"manager":{"value":"{user}","displayName":"Boss"}},"{{{SchemaUrns.LookerUser}}}":{"lookerUserId":"1"}}
            """;
        var created = await wire.SendAsync("POST", "/Users", body);
        var put = await wire.SendAsync("PUT", $"/Users/{created.Body!["id"]}", body);
        foreach (var reply in (WireReply[])[created, put])
        {
            Assert.Equal((201 - (ReferenceEquals(reply, put) ? 1 : 0), "User"), (reply.Status, (string?)reply.Body!["meta"]!["resourceType"]));
            Assert.NotEqual("mine", (string?)reply.Body["id"]);
            Assert.Null(reply.Body["groups"]);
            Assert.Equal($$"""{"value":"{{wire.UserId}}"}""", reply.Body[SchemaUrns.EnterpriseUser]!["manager"]!.ToJsonString());
        }

        Assert.Equal(created.Headers["ETag"], put.Headers["ETag"]);
    }

    [Fact]
    public async Task A_password_is_taken_and_never_seen_again()
    {
        const string Secret = "t1meMa$heen-and-a-secret";
        var created = await wire.SendAsync("POST", "/Users", $$"""{"userName":"keeper","password":"{{Secret}}"}""");
        var path = $"/Users/{created.Body!["id"]}";
        WireReply[] replies =
        [
            created, await wire.SendAsync("PUT", path, $$"""{"userName":"keeper","password":"{{Secret}}"}"""),
            await wire.SendAsync("PATCH", path, $$"""{"schemas":["{{Patch}}"],"Operations":[{"op":"replace","path":"password","value":"{{Secret}}"}]}"""),
            await wire.GetAsync(path), await wire.GetAsync(path + "?attributes=password,userName"), await wire.GetAsync("/Users?attributes=password"),
        ];
        Assert.All(replies, reply => Assert.True(reply.Status < 300 && !reply.Text.Contains("password", StringComparison.OrdinalIgnoreCase) && !reply.Text.Contains(Secret, StringComparison.Ordinal), reply.Text));
        foreach (var file in Directory.EnumerateFiles(wire.Bridge.App.DataDirectory, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".server", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(Secret, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }

    private IEnumerable<(string Path, JsonObject Attribute)> Writable() => _attributes.Where(item => IsWritable(item.Attribute));

    private static bool IsWritable(JsonObject attribute) => (string)attribute["mutability"]! is "readWrite" or "immutable";

    private Task<WireReply> PatchAsync(string op, string path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (value is not null)
        {
            operation["value"] = value.DeepClone();
        }

        return wire.SendAsync("PATCH", _bare, new JsonObject { ["schemas"] = new JsonArray(Patch), ["Operations"] = new JsonArray(operation) }.ToJsonString());
    }

    private JsonObject Resource(string userName, int seed)
    {
        var body = new JsonObject { ["schemas"] = new JsonArray(SchemaUrns.User, SchemaUrns.EnterpriseUser), [SchemaUrns.EnterpriseUser] = new JsonObject() };
        foreach (var (path, attribute) in Writable())
        {
            var name = (string)attribute["name"]!;
            (path.Contains(':') ? body[SchemaUrns.EnterpriseUser]! : body)[name] = name == "userName" ? userName : Value(attribute, seed);
        }

        return body;
    }

    private void AllAre(JsonObject sent, JsonNode? received) =>
        Assert.All(Writable(), item => Same(item.Path, At(sent, item.Path), At(received, item.Path)));

    private static JsonNode Value(JsonObject attribute, int seed)
    {
        if ((string)attribute["type"]! == "complex")
        {
            var parts = new JsonObject();
            foreach (var sub in attribute["subAttributes"]!.AsArray().Select(item => item!.AsObject()).Where(IsWritable))
            {
                parts[(string)sub["name"]!] = ((string)attribute["name"]!, (string)sub["name"]!) switch
                {
                    (_, "type") => TypeOf(attribute),
                    ("emails", "value") => $"value{seed}@example.com",
                    _ => Value(sub, seed),
                };
            }

            return (bool)attribute["multiValued"]! ? new JsonArray(parts) : parts;
        }

        return (string)attribute["type"]! switch
        {
            "boolean" => JsonValue.Create(seed % 2 == 0),
            "binary" => JsonValue.Create(Convert.ToBase64String([1, 2, (byte)seed])),
            "reference" => JsonValue.Create($"https://example.com/{attribute["name"]}/{seed}"),
            _ => JsonValue.Create($"{attribute["name"]} {seed}"),
        };
    }

    private static string TypeOf(JsonObject attribute) => attribute["subAttributes"]!.AsArray()
        .FirstOrDefault(sub => (string)sub!["name"]! == "type")?["canonicalValues"]?[0]?.GetValue<string>() ?? "some";

    private static JsonNode? At(JsonNode? resource, string path)
    {
        var colon = path.LastIndexOf(':');
        return colon < 0 ? resource?[path] : resource?[path[..colon]]?[path[(colon + 1)..]];
    }

    private static JsonNode? Item(JsonNode? value) => value is JsonArray items ? items[0] : value;

    private static void Same(string path, JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: {actual?.ToJsonString() ?? "absent"} instead of {expected?.ToJsonString()}");
}
