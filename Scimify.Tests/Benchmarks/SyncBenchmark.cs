using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>
/// Measures how long users, groups and memberships take to reach a Looker of a given latency, against the time that the limits
/// allow, and how much memory that takes. Both run as processes. Runs only by hand.
/// </summary>
/// <remarks>
/// <c>SCIMIFY_BENCH_USERS</c> (1000), <c>SCIMIFY_BENCH_GROUPS</c> (20), <c>SCIMIFY_BENCH_MEMBERS</c> (100) of each group,
/// <c>SCIMIFY_BENCH_LATENCY</c> (100) ms, <c>SCIMIFY_BENCH_INFLIGHT</c> (8).
/// </remarks>
public sealed class SyncBenchmark(ITestOutputHelper output)
{
    private const int AtOnce = 1_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_first_push_takes_the_time_that_the_limits_allow()
    {
        var (users, groups, members) = (Setting("USERS", 1_000), Setting("GROUPS", 20), Setting("MEMBERS", 100));
        var (latency, inFlight) = (Setting("LATENCY", 100), Setting("INFLIGHT", 8));
        using var folder = new TempFolder();
        await using var looker = await ScimifyProcess.SandboxAsync(ct: Ct);
        using var control = new HttpClient { BaseAddress = looker.BaseAddress };
        var settings = new Dictionary<string, string?>
        {
            ["Scimify:DataDirectory"] = folder.Path,
            ["Scimify:Looker:AllowInsecureHttp"] = "true",
            ["Scimify:Looker:CallsPerSecond"] = "1000",
            ["Scimify:Looker:CallsInFlight"] = inFlight.ToString(CultureInfo.InvariantCulture),
            ["Scimify:Sync:WaitSeconds"] = "0",
            ["Scimify:Scim:RequestsPerSecond"] = "0",
        };
        var token = await SetUpAsync(settings, folder.Path, looker.BaseAddress!);
        using var slow = await control.PostAsJsonAsync(
            "/__sandbox/faults", new JsonArray(new JsonObject { ["kind"] = "delayBefore", ["delayMs"] = latency, ["count"] = null }), Ct);
        slow.EnsureSuccessStatusCode();

        await using var server = await ScimifyProcess.ServeAsync(settings, ct: Ct);
        using var scim = new HttpClient { BaseAddress = server.BaseAddress, Timeout = TimeSpan.FromMinutes(5) };
        scim.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var clock = Stopwatch.StartNew();
        var ids = new List<string>();
        for (var from = 0; from < users; from += AtOnce)
        {
            ids.AddRange(await BulkAsync(scim, "/Users", Enumerable.Range(from, Math.Min(AtOnce, users - from)).Select(i =>
                Bridge.UserJson($"bench{i}@example.com", "Bench", $"No {i}"))));
        }

        await BulkAsync(scim, "/Groups", Enumerable.Range(0, groups).Select(g => $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Bench {{g}}","members":[{{string.Join(',', Enumerable.Range(0, members).Select(m => $$"""{"value":"{{ids[((g * members) + m) % users]}}"}"""))}}]}
            """));
        output.WriteLine($"Accepted after {clock.Elapsed.TotalSeconds:0.0} s.");
        var peak = await SettledAsync(scim, clock);
        var took = clock.Elapsed.TotalSeconds;
        var calls = await ValueAsync(scim, "scimify_looker_calls_month");
        var allowed = calls * latency / 1000.0 / inFlight;
        output.WriteLine($"{users} users, {groups} groups x {members} members, {latency} ms, {inFlight} in flight: {calls:0} calls.");
        output.WriteLine($"Took {took:0.0} s; the limits allow {allowed:0.0} s; ratio {took / allowed:0.000}. Peak memory {peak / 1024 / 1024:0} MiB.");
        var expected = (users * 3) + (groups * 2) + (groups * members) + 1 + 1;     // a login, and a look at the SAML settings
        Assert.Equal(expected, calls);
    }

    private static async Task<string> SetUpAsync(Dictionary<string, string?> settings, string folder, Uri looker)
    {
        await using var app = await ScimifyApp.StartAsync(settings, dataDirectory: folder);
        var owner = await app.PersonAsync();
        var integration = await app.Services.GetRequiredService<IntegrationService>().CreateAsync(
            owner, new NewIntegration { Name = "Bench", BaseUrl = looker.OriginalString, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" }, Ct);
        return (await app.ScimTokenAsync(owner, integration.Id)).Secret;
    }

    private static async Task<IReadOnlyList<string>> BulkAsync(HttpClient scim, string path, IEnumerable<string> resources)
    {
        var operations = resources.Select((resource, i) => $$"""{"method":"POST","path":"{{path}}","bulkId":"b{{i}}","data":{{resource}}}""");
        using var body = new StringContent(
            $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{string.Join(',', operations)}}]}""", Encoding.UTF8, "application/scim+json");
        using var answer = await scim.PostAsync("/scim/v2/Bulk", body, Ct);
        var made = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["Operations"]!.AsArray();
        Assert.All(made, operation => Assert.Equal("201", (string?)operation!["status"]));
        return [.. made.Select(operation => ((string)operation!["location"]!).Split('/')[^1])];
    }

    /// <returns>The highest memory use that was seen.</returns>
    private async Task<double> SettledAsync(HttpClient scim, Stopwatch clock)
    {
        var peak = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = await scim.GetStringAsync("/metrics", Ct);
            peak = Math.Max(peak, Value(text, "process_resident_memory_bytes"));
            if (i % 30 == 0)
            {
                output.WriteLine($"{clock.Elapsed.TotalSeconds:0} s: {Value(text, "scimify_looker_calls_month"):0} calls, {Value(text, "scimify_pending"):0} pending, {Value(text, "process_resident_memory_bytes") / 1024 / 1024:0} MiB.");
            }

            if (Value(text, "scimify_pending") == 0)
            {
                Assert.Equal(0, Value(text, "scimify_failed"));
                return peak;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        }

        throw new TimeoutException("Not settled.");
    }

    private static async Task<double> ValueAsync(HttpClient scim, string name) => Value(await scim.GetStringAsync("/metrics", Ct), name);

    private static double Value(string text, string name) => double.Parse(
        text.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable("SCIMIFY_BENCH_" + name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
