using System.Text.Json;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>
/// Only <c>active: true</c> enables a person. Absent, null and removed are the same (RFC 7643 section 2.5) and leave everybody as
/// active as before.
/// </summary>
public sealed class ActiveTests
{
    private const string Ann = "ann@example.com";
    private const string Bob = "bob@example.com";
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string Message = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";

    /// <summary>Operations that every dialect accepts, and those that only a tolerant integration accepts.</summary>
    private static readonly string[] Standard =
    [
        """{"op":"replace","path":"active","value":null}""", """{"op":"remove","path":"active"}""", """{"op":"replace","value":{"active":null}}""", """{"op":"add","value":{"ACTIVE":null}}""",
        """{"op":"add","path":"active","value":null}""", """{"op":"remove","path":"Active","value":null}""", $$"""{"op":"remove","path":"{{Core}}:active"}""", $$"""{"op":"replace","path":"{{Core}}:active","value":null}""",
        """{"op":"replace","path":"active","value":[]}""", """{"op":"replace","value":{"active":[],"title":null}}""",
    ];

    private static readonly string[] Vendors =
    [
        """{"op":"Replace","path":"active","value":null}""", """{"op":"Remove","path":"active"}""", """{"op":"Remove","path":"active","value":true}""", """{"op":"Remove","path":"active","value":[{"value":"True"}]}""",
        """{"op":"Replace","path":"active","value":{"value":null}}""", """{"op":"Replace","path":"active","value":[{"value":null}]}""", """{"op":"Replace","path":"active","value":[null]}""", """{"op":"replace","path":"","value":{"active":null}}""",
        $$$"""{"op":"replace","value":{"{{{Core}}}:active":null}}""", $$$$"""{"op":"replace","value":{"{{{{Core}}}}":{"active":null}}}""", $$"""{"op":"replace","path":"{{Core}}.active","value":null}""",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_absent_null_or_removed_active_leaves_everybody_as_active_as_before(bool strict)
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { Strict = strict });
        foreach (var (person, active) in ((string, bool)[])[(Ann, false), (Bob, true)])
        {
            var path = $"/Users/{await bridge.NewUserAsync(person)}";
            if (!active)
            {
                await bridge.PatchAsync(path, Patch("""{"op":"replace","path":"active","value":false}"""));
            }

            foreach (var operation in (string[])[.. Standard, .. strict ? [] : Vendors])
            {
                await IsAsync(person, active, operation, bridge, bridge.PatchAsync(path, Patch(operation)));
                await IsAsync(person, active, operation, bridge, BulkAsync(bridge, "PATCH", path, Patch(operation)));
            }

            foreach (var left in (string[])["", "\"active\":null,", "\"Active\":[],"])
            {
                var whole = Bridge.UserJson(person).Replace(",\"active\":true", "", StringComparison.Ordinal).Replace("\"userName\"", left + "\"userName\"", StringComparison.Ordinal);
                await IsAsync(person, active, "PUT " + left, bridge, bridge.PutAsync(path, whole));
                await IsAsync(person, active, "PUT in bulk " + left, bridge, BulkAsync(bridge, "PUT", path, whole));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"active\":null,")]
    public async Task A_new_person_is_active_and_one_who_comes_back_is_as_active_as_before_the_deletion(string left)
    {
        await using var bridge = await Bridge.StartAsync();
        foreach (var (person, active) in ((string, bool)[])[(Ann, false), (Bob, true)])
        {
            var body = Bridge.UserJson(person).Replace(",\"active\":true", "", StringComparison.Ordinal).Replace("\"userName\"", left + "\"userName\"", StringComparison.Ordinal);
            var created = await bridge.PostAsync("/Users", body);
            await IsAsync(person, true, "POST", bridge, Task.FromResult(created));
            var account = bridge.LookerUser(person)!.Id;
            if (!active)
            {
                await bridge.PatchAsync($"/Users/{created.Id}", Patch("""{"op":"replace","path":"active","value":false}"""));
            }

            await bridge.DeleteAsync($"/Users/{created.Id}");
            await bridge.SettledAsync();
            Assert.True(bridge.LookerUser(person)!.IsDisabled);
            await IsAsync(person, active, "POST again", bridge, bridge.PostAsync("/Users", body));
            Assert.Equal(account, bridge.LookerUser(person)!.Id);
        }
    }

    [Fact]
    public async Task That_it_was_kept_stands_in_the_log()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Ann);
        await bridge.PatchAsync($"/Users/{id}", Patch("""{"op":"remove","path":"active"}"""));
        await using var context = bridge.App.NewContext();
        var entry = context.ProvisioningLog.OrderByDescending(e => e.Key).First(e => e.Method == "PATCH");
        Assert.Equal(["kept: \"active\" was given no value and stays as it is"], JsonSerializer.Deserialize<string[]>(entry.Tolerances!)!);
    }

    private static async Task IsAsync(string person, bool active, string what, Bridge bridge, Task<ScimReply> answer)
    {
        var reply = await answer;
        var resource = reply.Body?["Operations"] is { } operations ? (await bridge.GetAsync($"/Users/{((string)operations[0]!["location"]!).Split('/')[^1]}")).Body! : reply.Body!;
        Assert.True(reply is { Status: 200 or 201, Sync: "applied" }, $"{what}: {reply.Status} {reply.Sync} {reply.Detail}");
        Assert.True((bool?)resource["active"] == active && bridge.LookerUser(person)!.IsDisabled != active, $"{what}: {person} is {resource.ToJsonString()}");
    }

    private static async Task<ScimReply> BulkAsync(Bridge bridge, string method, string path, string data)
    {
        var reply = await bridge.PostAsync("/Bulk", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"{{method}}","path":"{{path}}","data":{{data}}}]}
            """);
        Assert.True((string?)reply.Body?["Operations"]?[0]?["status"] == "200", reply.Body?.ToJsonString());
        return reply;
    }

    private static string Patch(string operation) => $$"""{{{Message}},"Operations":[{{operation}}]}""";
}
