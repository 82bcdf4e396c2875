using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Scimify.Core.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Sizes and characters that break servers, over HTTP and on both databases: accepted completely, or refused properly.</summary>
public sealed class RobustnessEndpointTests
{
    /// <summary>Above this size, the strict client of these tests would take longer than all the rest.</summary>
    private const int LongAnswer = 1_000_000;

    private const string PatchOp = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Text_that_no_database_keeps_is_refused_wherever_it_stands(DatabaseProvider provider)
    {
        await using var server = await Server.StartAsync(provider);
        foreach (var bad in (string[])["a\\u0000b", "\\u0000", "a\\ud800", "\\udc00\\ud800b"])
        {
            foreach (var body in (string[])[$"\"userName\":\"{bad}\"", $"\"userName\":\"n\",\"title\":\"{bad}\"", $"\"userName\":\"n\",\"{bad}\":1", $"\"userName\":\"n\",\"emails\":[{{\"value\":\"{bad}\"}}]"])
            {
                Assert.Equal(400, (await server.SendAsync("POST", "/Users", $"{{{body}}}")).Status);
            }

            Assert.Equal(400, (await server.SendAsync("PATCH", $"/Users/{server.User}", $"{{{PatchOp},\"Operations\":[{{\"op\":\"replace\",\"path\":\"title\",\"value\":\"{bad}\"}}]}}")).Status);
            Assert.Equal(400, (await server.SendAsync("POST", "/Groups", $"{{\"displayName\":\"{bad}\"}}")).Status);
            Assert.Equal(400, (await server.SendAsync("POST", "/Users/.search", $"{{\"filter\":\"userName eq \\\"{bad}\\\"\"}}")).Status);
        }

        Assert.Equal(400, (await server.SendAsync("GET", "/Users?filter=userName%20eq%20%22a%00%22")).Status);
        Assert.Equal(404, (await server.SendAsync("GET", "/Users/%EF%BF%BF")).Status);
        Assert.Equal(1L, (await server.SendAsync("GET", "/Users")).Total);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_filter_of_fifty_kilobytes_in_the_address_is_answered_in_scim_form(DatabaseProvider provider)
    {
        await using var server = await Server.StartAsync(provider);
        var found = await server.SendAsync("GET", $"/Users?filter=userName%20eq%20%22{new string('x', 50_000)}%22");
        Assert.Equal((200, 0L), (found.Status, found.Total));
        Assert.Equal(400, (await server.SendAsync("GET", $"/Users?filter={new string('(', 50_000)}")).Status);
        Assert.Equal(404, (await server.SendAsync("GET", $"/Users/{new string('x', 50_000)}")).Status);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_detail_never_ends_within_a_character(DatabaseProvider provider)
    {
        await using var server = await Server.StartAsync(provider);
        foreach (var shift in (string[])["", "x"])
        {
            var text = shift + string.Concat(Enumerable.Repeat("\ud83d\ude00", 150));
            Assert.Equal(404, (await server.SendAsync("PUT", "/Users/" + Uri.EscapeDataString(text), "{\"userName\":\"a\"}")).Status);
            Assert.Equal(400, (await server.SendAsync("PATCH", $"/Users/{server.User}", $"{{{PatchOp},\"Operations\":[{{\"op\":\"add\",\"path\":\"{text}\",\"value\":\"\"}}]}}")).Status);
            Assert.Equal(201, (await server.SendAsync("POST", "/Users", $"{{\"userName\":\"{text}\",\"{text}\":1}}")).Status);
            var bulk = await server.SendAsync("POST", "/Bulk", $"{{\"Operations\":[{{\"method\":\"POST\",\"path\":\"/{text}\",\"bulkId\":\"a\",\"data\":{{}}}}]}}");
            Assert.Equal("404", (string?)bulk.Body!["Operations"]![0]!["status"]);
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Bytes_that_are_no_text_are_refused(DatabaseProvider provider)
    {
        await using var server = await Server.StartAsync(provider);
        byte[][] bodies =
        [
            [.. "{\"userName\":\""u8, 0xff, 0xfe, .. "\"}"u8], [.. "{\"userName\":\""u8, 0xc0, 0x80, .. "\"}"u8], [.. "{\"userName\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8],
            [.. "{\"userName\":\"a"u8, 0, .. "\"}"u8], [0], [0xef, 0xbb, 0xbf], Encoding.Unicode.GetBytes("{\"userName\":\"a\"}"),
        ];
        foreach (var body in bodies)
        {
            var reply = await server.SendAsync("POST", "/Users", body);
            Assert.Equal((400, "invalidSyntax"), (reply.Status, reply.ScimType));
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Every_other_character_comes_back_and_is_found(DatabaseProvider provider)
    {
        await using var server = await Server.StartAsync(provider);
        foreach (var text in (string[])["\u0001\u001f", "\u007f\u0085", "\u2028\u2029", "\ufeffx", "\uffff", "\ud83d\ude00\u200d", "%00%_\\", "'\"`;--", "e\u0301\u0327", "\u0130\u00df", "\u202eabc"])
        {
            var created = await server.SendAsync("POST", "/Users", new JsonObject { ["userName"] = "u" + text, ["title"] = text }.ToJsonString());
            Assert.Equal((201, text), (created.Status, (string?)created.Body!["title"]));
            var filter = "userName eq " + JsonValue.Create("u" + text).ToJsonString();
            Assert.Equal([(string)created.Body["id"]!], (await server.SendAsync("GET", "/Users?filter=" + Uri.EscapeDataString(filter))).Ids);
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_value_that_no_index_can_hold_is_refused_and_any_other_is_kept(DatabaseProvider provider)
    {
        await using var server = await Server.StartAsync(provider);
        // Without repetition, because a body that can be compressed would fit.
        var random = new Random(7);
        var text = new string([.. Enumerable.Range(0, 20_000).Select(_ => (char)random.Next(0x4e00, 0x9fff))]);
        foreach (var body in (string[])[$"\"userName\":\"{text}\"", $"\"userName\":\"n\",\"externalId\":\"{text}\"", $"\"userName\":\"n\",\"displayName\":\"{text}\"", $"\"userName\":\"n\",\"emails\":[{{\"value\":\"{text}\"}}]"])
        {
            var reply = await server.SendAsync("POST", "/Users", $"{{{body}}}");
            Assert.Equal((400, "invalidValue"), (reply.Status, reply.ScimType));
        }

        foreach (var body in (string[])[$"\"displayName\":\"{text}\"", $"\"displayName\":\"g\",\"externalId\":\"{text}\""])
        {
            Assert.Equal((400, "invalidValue"), await server.SendAsync("POST", "/Groups", $"{{{body}}}") is var reply ? (reply.Status, reply.ScimType) : default);
        }

        var patched = await server.SendAsync("PATCH", $"/Users/{server.User}", $"{{{PatchOp},\"Operations\":[{{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"{text}\"}}]}}");
        Assert.Equal((400, "invalidValue"), (patched.Status, patched.ScimType));
        var kept = await server.SendAsync("POST", "/Users", $"{{\"userName\":\"long\",\"title\":\"{text}\",\"emails\":[{{\"value\":\"a@example.com\",\"display\":\"{text}\",\"type\":\"{text}\"}}]}}");
        Assert.Equal((201, text), (kept.Status, (string?)kept.Body!["title"]));
        Assert.Equal(0L, (await server.SendAsync("POST", "/Users/.search", $"{{\"filter\":\"userName eq \\\"{text}\\\" or displayName sw \\\"{text}\\\" or emails.value co \\\"{text}\\\"\"}}")).Total);
        var most = new string([.. text.AsSpan(0, 600)]);
        Assert.Equal(201, (await server.SendAsync("POST", "/Users", $"{{\"userName\":\"{most}\",\"externalId\":\"{most}\",\"displayName\":\"{most}\",\"emails\":[{{\"value\":\"{most[..590]}@x.example\"}}]}}")).Status);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_body_up_to_the_limit_is_read(DatabaseProvider provider)
    {
        await using var server = await Server.StartAsync(provider);
        var members = string.Join(',', Enumerable.Range(0, 90_000).Select(_ => $$"""{"value":"{{server.User}}"}"""));
        var body = $"{{\"displayName\":\"large\",\"members\":[{members}]}}";
        Assert.InRange(body.Length, 4_000_000, 5 * 1024 * 1024);
        var created = await server.SendAsync("POST", "/Groups", body);
        Assert.Equal(201, created.Status);
        Assert.Single((await server.SendAsync("GET", $"/Groups/{created.Body!["id"]}")).Body!["members"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ten_thousand_operations_are_one_change(DatabaseProvider provider)
    {
        await using var server = await Server.StartAsync(provider);
        var operations = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$"""{"op":"replace","path":"title","value":"{{i}}"}"""));
        var user = await server.SendAsync("PATCH", $"/Users/{server.User}", $"{{{PatchOp},\"Operations\":[{operations}]}}");
        Assert.Equal((200, "9999", "W/\"2\""), (user.Status, (string?)user.Body!["title"], user.Headers["ETag"]));
        var members = string.Join(',', Enumerable.Range(0, 10_000).Select(_ => $$"""{"op":"add","path":"members","value":[{"value":"{{server.User}}"}]}"""));
        Assert.Equal(204, (await server.SendAsync("PATCH", $"/Groups/{server.Group}", $"{{{PatchOp},\"Operations\":[{members}]}}")).Status);
        Assert.Single((await server.SendAsync("GET", $"/Groups/{server.Group}")).Body!["members"]!.AsArray());
    }

    [Fact]
    public async Task A_filter_nested_a_thousand_deep_is_refused()
    {
        await using var server = await Server.StartAsync(DatabaseProvider.Sqlite);
        foreach (var (open, inner, close) in ((string, string, string)[])[
            ("(", "userName pr", ")"), ("not (", "userName pr", ")"), ("emails[", "type pr", "]"), ("userName eq \"a\" and (", "userName pr", ")")])
        {
            var filter = string.Concat(Enumerable.Repeat(open, 1000)) + inner + string.Concat(Enumerable.Repeat(close, 1000));
            var reply = await server.SendAsync("POST", "/Users/.search", new JsonObject { ["filter"] = filter }.ToJsonString());
            Assert.Equal((400, "invalidFilter"), (reply.Status, reply.ScimType));
        }
    }

    [Fact]
    public async Task A_name_twice_is_refused()
    {
        await using var server = await Server.StartAsync(DatabaseProvider.Sqlite);
        foreach (var body in (string[])[
            "{\"userName\":\"a\",\"userName\":\"b\"}", "{\"userName\":\"a\",\"USERNAME\":\"b\"}", "{\"userName\":\"a\",\"name\":{\"givenName\":\"x\",\"GivenName\":\"y\"}}",
            "{\"userName\":\"a\",\"schemas\":[],\"Schemas\":[]}", "{\"userName\":\"a\",\"unknown\":1,\"unknown\":2}"])
        {
            var reply = await server.SendAsync("POST", "/Users", body);
            Assert.Equal((400, "invalidSyntax"), (reply.Status, reply.ScimType));
        }
    }

    [Fact]
    public async Task Depth_up_to_the_limit_is_read_and_one_more_is_refused()
    {
        await using var server = await Server.StartAsync(DatabaseProvider.Sqlite);
        static string Nested(int depth) => $"{{\"userName\":\"deep{depth}\",\"unknown\":{new string('[', depth)}{new string(']', depth)}}}";
        Assert.Equal(201, (await server.SendAsync("POST", "/Users", Nested(63))).Status);
        Assert.Equal(400, (await server.SendAsync("POST", "/Users", Nested(64))).Status);
        Assert.Equal(400, (await server.SendAsync("POST", "/Users", Nested(1_000_000))).Status);
    }

    [Fact]
    public async Task A_query_of_a_hundred_names_fits_into_the_line()
    {
        await using var server = await Server.StartAsync(DatabaseProvider.Sqlite);
        var filter = string.Join(" or ", Enumerable.Range(0, 100).Select(i => $"userName eq \"user{i}@example.com\""));
        Assert.Equal(0L, (await server.SendAsync("GET", "/Users?filter=" + Uri.EscapeDataString(filter))).Total);
    }

    private sealed class Server(ServedDatabase database, Bridge bridge, StrictClient strict, string user, string group) : IAsyncDisposable
    {
        public string User { get; } = user;

        public string Group { get; } = group;

        public static async Task<Server> StartAsync(DatabaseProvider provider)
        {
            var database = await ServedDatabase.CreateAsync(provider);
            var bridge = await Bridge.StartAsync(waitSeconds: 0, settings: database.Settings);
            var user = (await bridge.PostAsync("/Users", """{"userName":"first"}""")).Id;
            var group = (await bridge.PostAsync("/Groups", """{"displayName":"First"}""")).Id;
            return new(database, bridge, await StrictClient.LearnAsync(bridge.Scim), user, group);
        }

        public Task<WireReply> SendAsync(string method, string path, string? body = null) =>
            SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body));

        public async Task<WireReply> SendAsync(string method, string path, byte[]? body)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2" + path) { Version = HttpVersion.Version11 };
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/scim+json") } };
            }

            using var response = await bridge.Scim.SendAsync(request, Ct);
            var reply = await WireReply.ReadAsync(response);
            if (reply.Text.Length < LongAnswer)
            {
                WireRules.Check(reply, request, strict);
            }

            return reply;
        }

        public async ValueTask DisposeAsync()
        {
            await bridge.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
