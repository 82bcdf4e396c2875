using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scimify.Core.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>
/// Identity providers' real requests, broken in every way, over HTTP and on both databases. The answer is never a 500 and always
/// in SCIM's form, and a strict client can read whatever was accepted. SCIMIFY_HTTP_FUZZ_CASES sets the number of cases, and
/// SCIMIFY_HTTP_FUZZ_SEED where they start. A failure names its seed.
/// </summary>
public sealed partial class HttpFuzzTests
{
    private static readonly int Cases = Setting("SCIMIFY_HTTP_FUZZ_CASES", 200);
    private static readonly int FirstSeed = Setting("SCIMIFY_HTTP_FUZZ_SEED", 1);

    private static readonly string[] Awkward =
    [
        "null", "true", "\"\"", "\" \"", "[]", "{}", "[[]]", "[null]", "-1", "1e400", "123456789012345678901234567890", "0.1", "\"\\u0000\"", "\"a\\u0000b\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\uffff\"", "\"\u202e\\ud83d\\ude00\"", "{\"value\":{\"value\":{\"value\":[]}}}", "[{\"value\":null}]", "\"2011-13-45T99:99:99Z\"",
        "\"%00\"", "\"'; DROP TABLE scim_users; --\"", "{\"op\":\"remove\"}", "\"urn:ietf:params:scim:schemas:core:2.0:User\"", "\"bulkId:x\"", "\"\\\\\"",
    ];

    public static TheoryData<DatabaseProvider, bool> Servers => new() { { DatabaseProvider.Sqlite, false }, { DatabaseProvider.Sqlite, true }, { DatabaseProvider.Postgres, false } };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Broken_requests_are_refused_in_form_and_break_nothing(DatabaseProvider provider, bool isStrict)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, settings: database.Settings, policies: new() { Strict = isStrict });
        var strict = await StrictClient.LearnAsync(bridge.Scim);
        var (user, group) = await SeedAsync(bridge);
        var corpus = Corpus();
        var taken = 0;
        for (var seed = FirstSeed; seed < FirstSeed + Cases; seed++)
        {
            var random = new Random(seed);
            using var request = Request(corpus[random.Next(corpus.Count)], random, user, group);
            var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            try
            {
                using var response = await bridge.Scim.SendAsync(request, TestContext.Current.CancellationToken);
                var reply = await WireReply.ReadAsync(response);
                WireRules.Check(reply, request, strict);
                taken += reply.Status < 300 ? 1 : 0;
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException or JsonException)
            {
                throw new InvalidOperationException($"seed {seed}: {request.Method} {request.RequestUri} {sent}: {e.Message}", e);
            }
        }

        Assert.InRange(taken, 1, Cases - 1);
        await EverythingIsReadableAsync(bridge, strict, "Users");
        await EverythingIsReadableAsync(bridge, strict, "Groups");
    }

    /// <summary>Lists and single resources must agree, and the count must be right.</summary>
    private static async Task EverythingIsReadableAsync(Bridge bridge, StrictClient strict, string endpoint)
    {
        var list = JsonNode.Parse(await bridge.Scim.GetStringAsync($"/scim/v2/{endpoint}?count=1000"))!.AsObject();
        strict.Check(list, partial: false, afterWrite: false);
        var resources = list["Resources"]!.AsArray();
        Assert.Equal((int)list["totalResults"]!, resources.Count);
        foreach (var listed in resources)
        {
            var one = JsonNode.Parse(await bridge.Scim.GetStringAsync($"/scim/v2/{endpoint}/{listed!["id"]}"));
            Assert.True(JsonNode.DeepEquals(listed, one), $"{one!.ToJsonString()} instead of {listed.ToJsonString()}");
        }
    }

    /// <summary>A strict server accepts it too.</summary>
    private static async Task<(string User, string Group)> SeedAsync(Bridge bridge)
    {
        var user = await bridge.NewUserAsync("grace@example.com");
        var group = (await bridge.PostAsync("/Groups", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Pioneers","members":[{"value":"{{user}}"}]}""")).Id;
        return (user, group);
    }

    private static HttpRequestMessage Request((string Method, string Path, string? Body) exchange, Random random, string user, string group)
    {
        var isGroup = exchange.Path.StartsWith("/Groups", StringComparison.Ordinal);
        var path = Placeholder().Replace(exchange.Path, isGroup ? group : user);
        if (random.Next(4) == 0)
        {
            path += (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + Query(random);
        }

        var request = new HttpRequestMessage(new HttpMethod(exchange.Method), "/scim/v2" + path);
        if (exchange.Body is not null)
        {
            request.Content = new ByteArrayContent(Broken(Placeholder().Replace(exchange.Body, user), random));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        }

        if (random.Next(10) == 0)
        {
            request.Headers.TryAddWithoutValidation(random.Next(2) == 0 ? "If-Match" : "If-None-Match", Pick(random, "*", "W/\"1\"", "\"", "W/", ",,,", "W/\"\"", "1"));
        }

        return request;
    }

    private static byte[] Broken(string body, Random random)
    {
        for (var i = random.Next(3); i > 0; i--)
        {
            body = BrokenJson(body, random);
        }

        var bytes = Encoding.UTF8.GetBytes(body).ToList();
        for (var i = random.Next(4) == 0 ? random.Next(1, 4) : 0; i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(30, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Well-formed but wrong: another value, a name twice, a value inside itself.</summary>
    private static string BrokenJson(string body, Random random)
    {
        var values = Value().Matches(body);
        if (values.Count == 0)
        {
            return body;
        }

        var value = values[random.Next(values.Count)];
        var (before, after) = (body[..value.Index], body[(value.Index + value.Length)..]);
        return random.Next(6) switch
        {
            0 or 1 or 2 => before + Pick(random, Awkward) + after,
            3 => before + value.Value + ",\"userName\":\"x\",\"active\":" + Pick(random, Awkward) + after,
            4 => before + string.Concat(Enumerable.Repeat("[{\"value\":", random.Next(1, 80))) + value.Value + after,
            _ => before + "\"" + new string('x', random.Next(1, 5000)) + "\"" + after,
        };
    }

    private static string Query(Random random)
    {
        var name = Pick(random, "filter", "count", "startIndex", "sortBy", "sortOrder", "attributes", "excludedAttributes", "cursor", "filter");
        var value = Pick(
            random,
            "userName eq \"a\"", "userName eq \"", "emails[type eq \"work\" and value co \"@\"]", "emails[", "not (active pr)", "members.value eq \"x\"",
            "meta.lastModified ge \"0001-01-03T00:00:00.0000000Z\"", "title sw \"\u0000\"", "displayName eq \"\ud83d\ude00\"", "id pr or", "((((((",
            "groups", "name.givenName", "meta", "-1", "0", "99999999999999999999", "userName,members,groups", "descending", "x", "",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"1\"", "urn:scimify:params:scim:schemas:extension:looker:2.0:User");
        return $"{name}={Uri.EscapeDataString(value)}";
    }

    /// <summary>Every request of every fixture.</summary>
    private static List<(string Method, string Path, string? Body)> Corpus()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");
        var exchanges = ((string[])["okta", "entra", "others", "rfc7644"])
            .SelectMany(vendor => Directory.EnumerateFiles(Path.Combine(folder, vendor), "*.json").Order(StringComparer.Ordinal))
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["exchanges"]!.AsArray())
            .Select(exchange => ((string)exchange!["method"]!, (string)exchange["path"]!, exchange["body"]?.ToJsonString()));
        var resources = Directory.EnumerateFiles(Path.Combine(folder, "rfc7643"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => ("POST", file.Contains("group", StringComparison.Ordinal) ? "/Groups" : "/Users", (string?)File.ReadAllText(file)));
        return [.. exchanges, .. resources];
    }

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    [GeneratedRegex(@"\{\{\w+\}\}")]
    private static partial Regex Placeholder();

    /// <summary>A simple value after a colon.</summary>
    [GeneratedRegex("""(?<=":\s*)("(\\.|[^"\\])*"|true|false|null|-?\d+)""")]
    private static partial Regex Value();
}
