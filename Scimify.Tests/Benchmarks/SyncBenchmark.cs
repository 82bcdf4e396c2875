using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
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
        var (users, groups, members) = (BenchSettings.Of("USERS", 1_000), BenchSettings.Of("GROUPS", 20), BenchSettings.Of("MEMBERS", 100));
        var (latency, inFlight) = (BenchSettings.Of("LATENCY", 100), BenchSettings.Of("INFLIGHT", 8));
        await using var bench = await BenchPair.StartAsync(new Dictionary<string, string?>
        {
            ["Scimify:Looker:CallsPerSecond"] = "1000",
            ["Scimify:Looker:CallsInFlight"] = inFlight.ToString(CultureInfo.InvariantCulture),
        });
        await bench.BreakAsync(new JsonObject { ["kind"] = "delayBefore", ["delayMs"] = latency, ["count"] = null });
        var clock = Stopwatch.StartNew();
        var ids = new List<string>();
        for (var from = 0; from < users; from += AtOnce)
        {
            ids.AddRange(await bench.CreateAsync("/Users", Enumerable.Range(from, Math.Min(AtOnce, users - from)).Select(i =>
                Bridge.UserJson($"bench{i}@example.com", "Bench", $"No {i}"))));
        }

        await bench.CreateAsync("/Groups", Enumerable.Range(0, groups).Select(g => $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Bench {{g}}","members":[{{string.Join(',', Enumerable.Range(0, members).Select(m => $$"""{"value":"{{ids[((g * members) + m) % users]}}"}"""))}}]}
            """));
        output.WriteLine($"Accepted after {clock.Elapsed.TotalSeconds:0.0} s.");
        var peak = await SettledAsync(bench, clock);
        var took = clock.Elapsed.TotalSeconds;
        var calls = await bench.MetricAsync("scimify_looker_calls_month");
        var allowed = calls * latency / 1000.0 / inFlight;
        output.WriteLine($"{users} users, {groups} groups x {members} members, {latency} ms, {inFlight} in flight: {calls:0} calls.");
        output.WriteLine($"Took {took:0.0} s; the limits allow {allowed:0.0} s; ratio {took / allowed:0.000}. Peak memory {peak / 1024 / 1024:0} MiB.");
        var expected = (users * 3) + (groups * 2) + (groups * members) + 1 + 1;     // a login, and a look at the SAML settings
        Assert.Equal(expected, calls);
    }

    /// <returns>The highest memory use that was seen.</returns>
    private async Task<double> SettledAsync(BenchPair bench, Stopwatch clock)
    {
        var peak = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = await bench.MetricsAsync();
            peak = Math.Max(peak, BenchSettings.Metric(text, "process_resident_memory_bytes"));
            if (i % 30 == 0)
            {
                output.WriteLine($"{clock.Elapsed.TotalSeconds:0} s: {BenchSettings.Metric(text, "scimify_looker_calls_month"):0} calls, {BenchSettings.Metric(text, "scimify_pending"):0} pending, {BenchSettings.Metric(text, "process_resident_memory_bytes") / 1024 / 1024:0} MiB.");
            }

            if (BenchSettings.Metric(text, "scimify_pending") == 0)
            {
                Assert.Equal(0, BenchSettings.Metric(text, "scimify_failed"));
                return peak;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        }

        throw new TimeoutException("Not settled.");
    }
}
