using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>
/// Measures how long changes and leavers take that came while Looker was away or ill. Scimify and Looker run as processes, with
/// the limits towards Looker as published. Runs only by hand.
/// </summary>
/// <remarks>
/// <c>SCIMIFY_BENCH_SECONDS</c> (600) of the outage, <c>SCIMIFY_BENCH_CHANGES</c> (500), <c>SCIMIFY_BENCH_LEAVERS</c> (20),
/// <c>SCIMIFY_BENCH_ONLY</c> (part of the kind of an outage).
/// </remarks>
public sealed class OutageBenchmark(ITestOutputHelper output)
{
    private static readonly string Only = Environment.GetEnvironmentVariable("SCIMIFY_BENCH_ONLY") ?? "";
    private static readonly int Changes = BenchSettings.Of("CHANGES", 500);
    private static readonly int Leavers = BenchSettings.Of("LEAVERS", 20);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(BenchSettings.Of("SECONDS", 600));

    /// <summary>As published: at most so many calls to Looker a second.</summary>
    private const double CallsPerSecond = 20;

    private const int Crowd = 700;

    /// <summary>The deletion guard lets 50 people go within its window.</summary>
    private const int MostLeavers = 40;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Outages => [.. new[] { "503", "time-out", "cut" }.Where(kind => kind.Contains(Only, StringComparison.Ordinal))];

    [Theory(Explicit = true)]
    [MemberData(nameof(Outages))]
    public async Task After_an_outage_leavers_are_out_in_5_s_and_the_rest_10_s_after_the_limits_allow(string outage)
    {
        await using var bench = await StartAsync();
        var people = await PeopleAsync(bench, Changes + Leavers);
        await bench.BreakAsync(outage switch
        {
            "503" => new JsonObject { ["kind"] = "html", ["status"] = 503, ["count"] = null },
            "time-out" => new JsonObject { ["kind"] = "delayBefore", ["delayMs"] = 3_600_000, ["count"] = null },
            _ => new JsonObject { ["kind"] = "dropBefore", ["count"] = null },
        });
        var steps = (Changes + Leavers) / 20;
        for (var step = 0; step < steps; step++)
        {
            await ChangeAsync(bench, people, Enumerable.Range(step * 20, 20));
            await Task.Delay(Outage / steps, TimeProvider.System, Ct);
        }

        await bench.BreakAsync();
        var back = TimeProvider.System.GetTimestamp();
        var calls = await bench.MetricAsync("scimify_looker_calls_month");
        var leaversOut = await SecondsUntilAsync(bench, back, state => Enabled(state) == Changes);
        var all = await SecondsUntilAsync(bench, back, state => Enabled(state) == Changes && Renamed(state) == Changes);
        calls = await bench.MetricAsync("scimify_looker_calls_month") - calls;
        output.WriteLine($"{outage} for {Outage.TotalSeconds:0} s: leavers out {leaversOut:0.0} s after Looker was back, all {all:0.0} s ({calls:0} calls; the limits allow {calls / CallsPerSecond:0.0} s).");
        Assert.True(leaversOut < 5);
        Assert.True(all < (calls / CallsPerSecond) + 10);
    }

    [Fact(Explicit = true)]
    public async Task While_half_of_all_calls_fail_a_quarter_of_the_throughput_stays_and_leavers_are_out_within_30_s()
    {
        await using var bench = await StartAsync();
        var people = await PeopleAsync(bench, Crowd);
        var healthy = await ThroughputAsync(bench, people, "healthy", TimeSpan.FromSeconds(30), leavers: 0);
        await bench.BreakAsync(
            new() { ["kind"] = "html", ["status"] = 503, ["probability"] = 0.17, ["count"] = null },
            new() { ["kind"] = "delayBefore", ["delayMs"] = 3_600_000, ["probability"] = 0.2, ["count"] = null },
            new() { ["kind"] = "dropBefore", ["probability"] = 0.25, ["count"] = null });
        var ill = await ThroughputAsync(bench, people, "ill", Outage, MostLeavers);
        output.WriteLine($"Healthy {healthy.PerSecond:0.0} rows/s, ill {ill.PerSecond:0.0} rows/s; leavers out after {ill.P95:0.0} s (p95).");
        Assert.True(ill.PerSecond > healthy.PerSecond / 4);
        Assert.True(ill.P95 < 30);
    }

    [Fact(Explicit = true)]
    public async Task A_hundred_rows_that_Looker_never_takes_cost_the_others_nothing()
    {
        await using var bench = await StartAsync();
        var people = await PeopleAsync(bench, Crowd);
        var healthy = await ThroughputAsync(bench, people, "healthy", TimeSpan.FromSeconds(30), leavers: 0);
        var poison = await PeopleAsync(bench, 100, "poison");
        var accounts = (await StateAsync(bench))["users"]!.AsArray().Where(u => ((string?)u!["email"] ?? "").StartsWith("poison", StringComparison.Ordinal)).Select(u => (string)u!["id"]!);
        await bench.BreakAsync([.. accounts.Select(id => new JsonObject { ["kind"] = "status", ["status"] = 500, ["method"] = "PATCH", ["path"] = $"/users/{id}", ["count"] = null })]);
        await ChangeAsync(bench, poison, Enumerable.Range(0, 100));
        var beside = await ThroughputAsync(bench, people, "beside", TimeSpan.FromSeconds(Math.Min(120, Outage.TotalSeconds)), leavers: 0);
        output.WriteLine($"Healthy {healthy.PerSecond:0.0} rows/s, beside 100 rows that always fail {beside.PerSecond:0.0} rows/s.");
        Assert.True(beside.PerSecond > healthy.PerSecond * 0.9);
    }

    private static Task<BenchPair> StartAsync() => BenchPair.StartAsync(new Dictionary<string, string?> { ["Scimify:Looker:TimeoutSeconds"] = "10" });

    private static async Task<IReadOnlyList<string>> PeopleAsync(BenchPair bench, int count, string name = "person")
    {
        var ids = new List<string>();
        foreach (var part in Enumerable.Range(0, count).Chunk(200))
        {
            ids.AddRange(await bench.CreateAsync("/Users", part.Select(i => Bridge.UserJson($"{name}{i}@example.com", "Before", $"No {i}"))));
            await Eventually.TrueAsync(async () => await bench.MetricAsync("scimify_pending") == 0);
        }

        return ids;
    }

    /// <summary>Every 26th leaves, the others get another name.</summary>
    private static Task ChangeAsync(BenchPair bench, IReadOnlyList<string> people, IEnumerable<int> which) => bench.BulkAsync(
        which.Select(i => Patch(people[i], IsLeaver(i) ? """{"op":"replace","path":"active","value":false}""" : """{"op":"replace","path":"name.givenName","value":"After"}""")),
        "200");

    private static bool IsLeaver(int person) => person % ((Changes + Leavers) / Leavers) == 0;

    private static string Patch(string id, string operation) =>
        $$"""{"method":"PATCH","path":"/Users/{{id}}","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operation}}]} } """;

    /// <summary>Changes people somewhat faster than the limits towards Looker allow.</summary>
    private async Task<(double PerSecond, double P95)> ThroughputAsync(BenchPair bench, IReadOnlyList<string> ids, string name, TimeSpan time, int leavers)
    {
        var (waits, sent, leaver) = (new List<double>(), 0, 0);
        var leaving = new Dictionary<string, long>();
        var from = await LastCallAsync(bench);
        var start = TimeProvider.System.GetTimestamp();
        for (var due = 0.0; TimeProvider.System.GetElapsedTime(start) < time; due = TimeProvider.System.GetElapsedTime(start).TotalSeconds)
        {
            var changes = Enumerable.Range(sent, Math.Max(0, (int)(due * CallsPerSecond * 1.2) - sent)).ToList();
            if (changes.Count > 0)
            {
                await bench.BulkAsync(changes.Select(n => Patch(ids[MostLeavers + (n % (ids.Count - MostLeavers))], $$"""{"op":"replace","path":"name.givenName","value":"{{name}} {{n}}"} """)), "200");
                sent += changes.Count;
            }

            if (leaver < leavers && TimeProvider.System.GetElapsedTime(start) > time * leaver / leavers)
            {
                await bench.BulkAsync([Patch(ids[leaver], """{"op":"replace","path":"active","value":false}""")], "200");
                leaving[$"person{leaver}@example.com"] = TimeProvider.System.GetTimestamp();
                leaver++;
            }

            NoteGone(await StateAsync(bench), leaving, waits);
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, Ct);
        }

        var took = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var calls = (await bench.Looker.GetFromJsonAsync<JsonArray>($"/__sandbox/calls?since={from}", Ct))!;
        output.WriteLine($"{name}: {string.Join(", ", calls.GroupBy(call => $"{call!["operation"]} {call["status"]}").Select(g => $"{g.Count()} x {g.Key}"))}");
        waits.AddRange(leaving.Values.Select(since => TimeProvider.System.GetElapsedTime(since).TotalSeconds));
        var rows = calls.Count(call => (string?)call!["operation"] == "update_user" && (int?)call["status"] == 200);
        return (rows / took, waits.Count == 0 ? 0 : waits.Order().ElementAt((int)((waits.Count - 1) * 0.95)));
    }

    private static void NoteGone(JsonObject state, Dictionary<string, long> leaving, List<double> waits)
    {
        foreach (var email in state["users"]!.AsArray().Where(u => (bool)u!["is_disabled"]!).Select(u => (string?)u!["email"] ?? ""))
        {
            if (leaving.Remove(email, out var since))
            {
                waits.Add(TimeProvider.System.GetElapsedTime(since).TotalSeconds);
            }
        }
    }

    private static async Task<long> LastCallAsync(BenchPair bench) =>
        (await bench.Looker.GetFromJsonAsync<JsonArray>("/__sandbox/calls", Ct))!.Max(call => (long)call!["seq"]!);

    private static async Task<double> SecondsUntilAsync(BenchPair bench, long since, Func<JsonObject, bool> condition)
    {
        await Eventually.ReadAsync(() => StateAsync(bench), condition);
        return TimeProvider.System.GetElapsedTime(since).TotalSeconds;
    }

    private static async Task<JsonObject> StateAsync(BenchPair bench) => (await bench.Looker.GetFromJsonAsync<JsonObject>("/__sandbox/state", Ct))!;

    private static int Enabled(JsonObject state) => Ours(state).Count(user => !(bool)user["is_disabled"]!);

    private static int Renamed(JsonObject state) => Ours(state).Count(user => (string?)user["first_name"] == "After");

    /// <summary>Without the accounts that the sandbox starts with.</summary>
    private static IEnumerable<JsonNode> Ours(JsonObject state) =>
        state["users"]!.AsArray().OfType<JsonNode>().Where(user => ((string?)user["email"] ?? "").StartsWith("person", StringComparison.Ordinal));
}
