using System.Text.Json;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>One member whom nobody knows does not keep the others out of a group, and a strict integration refuses the whole write.</summary>
public sealed class UnknownMemberTests
{
    private const string Stranger = "3a0f1f5e-0000-4000-8000-000000000000";
    private const string Header = "Scimify-Ignored-Members";

    public static TheoryData<string, string, string> Writes() => new()
    {
        { "POST", "/Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"New","members":[{"value":"{stranger}"},{"value":"{ada}"}]}""" },
        { "PUT", "/Groups/{group}", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Pioneers","members":[{"value":"{user}"},{"value":"{stranger}"},{"value":"{ada}"}]}""" },
        { "PATCH", "/Groups/{group}", Patch("""{"op":"add","path":"members","value":[{"value":"{ada}"},{"value":"{stranger}"}]}""") },
        { "PATCH", "/Groups/{group}", Patch("""{"op":"add","path":"members","value":[{"value":"{stranger}"}]},{"op":"add","path":"members","value":[{"value":"{ada}"}]}""") },
        { "PATCH", "/Groups/{group}", Patch("""{"op":"replace","path":"members","value":[{"value":"{stranger}"},{"value":"{ada}"},{"value":"{user}"}]}""") },
        { "PATCH", "/Groups/{group}", Patch("""{"op":"replace","value":{"displayName":"Pioneers","members":[{"value":"{ada}"},{"value":"{stranger}"}]}}""") },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task The_others_become_members_and_log_and_answer_name_the_unknown_one(string method, string path, string body)
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();
        var ada = await wire.Bridge.NewUserAsync("ada@example.com");

        var reply = await wire.SendAsync(method, path, Filled(body, ada));

        Assert.InRange(reply.Status, 200, 204);
        Assert.Equal($"1;first=\"{Stranger}\"", reply.Headers[Header]);
        var group = method == "POST" ? (string)reply.Body!["id"]! : wire.GroupId;
        var members = (await wire.GetAsync($"/Groups/{group}")).Body!["members"]!.AsArray().Select(m => (string)m!["value"]!).ToList();
        Assert.Contains(ada, members);
        Assert.DoesNotContain(Stranger, members);
        await wire.Bridge.SettledAsync();
        Assert.Contains("ada@example.com", wire.Bridge.LookerMembers(method == "POST" ? "New" : "Pioneers"));
        Assert.Contains(await NotesAsync(wire, reply), note => note.StartsWith("left out: 1 member", StringComparison.Ordinal) && note.Contains(Stranger, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_strict_integration_refuses_the_whole_write(string method, string path, string body)
    {
        var wire = new Wire(strict: true);
        await using var running = wire;
        await wire.InitializeAsync();
        var ada = await wire.Bridge.NewUserAsync("ada@example.com");
        var before = await wire.WorldAsync();

        var reply = await wire.SendAsync(method, path, Filled(body, ada));

        Assert.Equal((400, "invalidValue"), (reply.Status, reply.ScimType));
        Assert.Contains(Stranger, reply.Detail, StringComparison.Ordinal);
        Assert.False(reply.Headers.ContainsKey(Header));
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Theory]
    [InlineData("PUT", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Renamed","members":[{"value":"nobody"}]}""")]
    [InlineData("PATCH", """{"op":"replace","path":"members","value":[{"value":"nobody"}]}""")]
    [InlineData("PATCH", """{"op":"replace","value":{"displayName":"Renamed","members":[{"value":"nobody"},{"value":"{group}"}]}}""")]
    [InlineData("PATCH", """{"op":"add","path":"members","value":[{"value":"nobody"}]}""")]
    public async Task A_list_of_strangers_alone_empties_no_group_and_is_refused(string method, string body)
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();
        var before = await wire.WorldAsync();

        var reply = await wire.SendAsync(method, "/Groups/{group}", method == "PUT" ? body : Patch(body));

        Assert.Equal((400, "invalidValue"), (reply.Status, reply.ScimType));
        Assert.Contains("\"nobody\"", reply.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Fact]
    public async Task What_else_the_write_asks_for_is_done_though_its_only_new_member_is_unknown()
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();

        var renamed = await wire.SendAsync("PATCH", "/Groups/{group}", Filled(Patch("""{"op":"replace","path":"displayName","value":"Veterans"},{"op":"add","path":"members","value":[{"value":"{stranger}"}]}""")));
        var left = await wire.SendAsync("PATCH", "/Groups/{group}", Filled(Patch("""{"op":"remove","path":"members[value eq \"{user}\"]"},{"op":"add","path":"members","value":[{"value":"{stranger}"}]}""")));

        Assert.Equal((204, 204), (renamed.Status, left.Status));
        Assert.All([renamed, left], reply => Assert.StartsWith("1;", reply.Headers[Header], StringComparison.Ordinal));
        await wire.Bridge.SettledAsync();
        Assert.Empty(wire.Bridge.LookerMembers("Veterans"));
    }

    [Fact]
    public async Task The_header_is_bounded_and_harmless_whatever_was_sent()
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();
        var strangers = Enumerable.Range(0, 500).Select(i => """{"value":"# \r\nSet-Cookie: é\"x"}""".Replace("#", $"{i}", StringComparison.Ordinal).Replace("x", new string('x', 200), StringComparison.Ordinal));

        var reply = await wire.SendAsync("PATCH", "/Groups/{group}", Patch("""{"op":"add","path":"members","value":[{"value":"{user}"},#]}""").Replace("#", string.Join(',', strangers), StringComparison.Ordinal));

        Assert.Equal(204, reply.Status);
        Assert.StartsWith("500;first=\"0%20%0D%0ASet-Cookie%3A%20%C3%A9%22xxx", reply.Headers[Header], StringComparison.Ordinal);
        Assert.InRange(reply.Headers[Header].Length, 1, 700);
        var note = Assert.Single(await NotesAsync(wire, reply));
        Assert.StartsWith("left out: 500 members", note, StringComparison.Ordinal);
        Assert.EndsWith(", and others", note, StringComparison.Ordinal);
        Assert.InRange(note.Length, 1, 2000);
    }

    [Fact]
    public async Task Operations_of_a_Bulk_request_leave_their_unknown_members_out()
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();

        var reply = await wire.SendAsync("POST", "/Bulk", """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
              {"method":"POST","path":"/Groups","bulkId":"g","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"New","members":[{"value":"{user}"},{"value":"3a0f1f5e-0000-4000-8000-000000000000"}]}},
              {"method":"PATCH","path":"/Groups/{group}","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"other"},{"value":"{user}"}]}]}},
              {"method":"PUT","path":"/Groups/{group}","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Pioneers","members":[{"value":"refused"}]}}]}
            """);

        Assert.Equal(["201", "200", "400"], reply.Body!["Operations"]!.AsArray().Select(operation => (string)operation!["status"]!));
        Assert.Equal($"2;first=\"{Stranger} other\"", reply.Headers[Header]);
        await wire.Bridge.SettledAsync();
        Assert.Equal(["grace@example.com"], wire.Bridge.LookerMembers("New"));
        Assert.Equal(["grace@example.com"], wire.Bridge.LookerMembers("Pioneers"));
    }

    private static string Filled(string body, string ada = "") =>
        body.Replace("{ada}", ada, StringComparison.Ordinal).Replace("{stranger}", Stranger, StringComparison.Ordinal);

    private static string Patch(string operations) =>
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[#]}""".Replace("#", operations, StringComparison.Ordinal);

    private static async Task<string[]> NotesAsync(Wire wire, WireReply reply)
    {
        await using var context = wire.Bridge.App.NewContext();
        return JsonSerializer.Deserialize<string[]>(context.ProvisioningLog.Single(e => e.RequestId == Guid.Parse(reply.Headers["Scimify-Request-Id"])).Tolerances!)!;
    }
}
