using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>
/// Measures what a noisy integration costs a quiet one: its p95 under each load, compared with its own p95 without any. Also the
/// server's memory. Runs only by hand.
/// </summary>
/// <remarks><c>SCIMIFY_BENCH_USERS</c> (20000) of the noisy integration, <c>SCIMIFY_BENCH_SLICE_MS</c> (5000) for each load,
/// <c>SCIMIFY_BENCH_ONLY</c> (part of the name of the load).</remarks>
public sealed class NeighbourBenchmark(ITestOutputHelper output)
{
    private const int NoisyClients = 8;
    private const int QuietUsers = 200;
    private const int Flipped = 6_000;
    private const double Most = 5;

    /// <summary>A time slice of the processor, which anything may have to wait for when processors are busy.</summary>
    private const double TimeSlice = 4;

    private static readonly int Users = BenchSettings.Of("USERS", 20_000);
    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(BenchSettings.Of("SLICE_MS", 5_000));

    private static readonly string Only = Environment.GetEnvironmentVariable("SCIMIFY_BENCH_ONLY") ?? "";

    private static readonly string Refused = Search(Enumerable.Range(0, 9_999), "userName co", " or ");
    private static readonly string Allowed = Search(Enumerable.Range(0, 100), "userName co", " or ");
    private static readonly string Lookup = Search(Enumerable.Range(1, 9_000), "userName eq", " or ");
    private static readonly string Looking = """{"filter":"title co \"zzz\""}""";
    private static readonly string Addresses = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $$"""{"value":"user{{i}}@many.example"}"""));
    private static readonly string Members = string.Join(',', Enumerable.Range(1, Flipped).Select(n => $$"""{"value":"{{FilledDirectory.User(n)}}"}"""));

    private static readonly (string Name, Func<BenchLane, Task> RoundAsync)[] Loads =
    [
        ("9,999 terms of userName co (refused)", lane => lane.SendAsync(400, "POST", "/Users/.search", Refused)),
        ("100 terms of userName co", lane => lane.SendAsync(200, "POST", "/Users/.search", Allowed)),
        ("9,000 terms of userName eq", lane => lane.SendAsync(200, "POST", "/Users/.search", Lookup)),
        ("a filter without an index", lane => lane.SendAsync(200, "POST", "/Users/.search", Looking)),
        ("pages of 1,000", lane => lane.SendAsync(200, "GET", "/Users?count=1000")),
        ("a user with 100,000 addresses (refused)", lane => lane.SendAsync(400, "POST", "/Users", $$"""{"userName":"n{{lane.Fresh}}","emails":[{{Addresses}}]}""")),
        ("PATCH of users, one by one", lane => lane.SendAsync(200, "PATCH", $"/Users/{FilledDirectory.User(lane.User)}", Patch($$"""{"op":"replace","path":"title","value":"{{lane.Fresh}}"}"""))),
        ($"PATCH that takes {Flipped} members out and in", FlipAsync),
    ];

    private static readonly BenchWork Reads = new("read", true, lane => lane.SendAsync(200, "GET", $"/Users?filter=userName%20eq%20%22quiet{lane.Next(QuietUsers)}%22"));
    private static readonly BenchWork Writes = new("write", false, lane => lane.SendAsync(201, "POST", "/Users", $$"""{"userName":"new{{lane.Fresh}}"}"""));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_noisy_integration_does_not_slow_down_a_quiet_one()
    {
        using var folder = new TempFolder();
        await using var looker = await ScimifyProcess.SandboxAsync(ct: Ct);
        var filled = await FilledDirectory.CreateAsync(folder.Path, looker.BaseAddress!, IntegrationMode.Paused, Users, NoisyClients, _ => Flipped, Ct);
        var token = await QuietAsync(filled.Settings, folder.Path, looker.BaseAddress!);
        await using var server = await ScimifyProcess.ServeAsync(filled.Settings, ct: Ct);
        using var quiet = new BenchTarget(server.BaseAddress!, token, QuietUsers, 1);
        await quiet.RunAsync(Reads, Time);
        await quiet.RunAsync(Writes, Time);
        var alone = (Read: P95(await quiet.RunAsync(Reads, Time)), Write: P95(await quiet.RunAsync(Writes, Time)));
        output.WriteLine(Line("nothing", alone.Read, alone.Write, 1, 1, 0, await MemoryAsync(server)));
        var worst = 0d;
        foreach (var (name, round) in Loads.Where(load => load.Name.Contains(Only, StringComparison.OrdinalIgnoreCase)))
        {
            using var stop = new CancellationTokenSource();
            var noise = Enumerable.Range(0, NoisyClients).Select(i => MakeNoiseAsync(server.BaseAddress!, filled.Token, i, round, stop.Token)).ToList();
            var (read, write) = (P95(await quiet.RunAsync(Reads, Time)), P95(await quiet.RunAsync(Writes, Time)));
            await stop.CancelAsync();
            var done = (await Task.WhenAll(noise)).Sum();
            worst = Math.Max(worst, Math.Max(read / Math.Max(TimeSlice, alone.Read), write / Math.Max(TimeSlice, alone.Write)));
            output.WriteLine(Line(name, read, write, read / alone.Read, write / alone.Write, done, await MemoryAsync(server)));
        }

        Assert.InRange(worst, 0, Most);
    }

    private static async Task<int> MakeNoiseAsync(Uri server, string token, int number, Func<BenchLane, Task> round, CancellationToken stop)
    {
        using var lane = new BenchLane(new BenchConnection(server, token), number, Users);
        while (!stop.IsCancellationRequested)
        {
            await round(lane);
        }

        return lane.Milliseconds.Count;
    }

    private static async Task FlipAsync(BenchLane lane)
    {
        var group = $"/Groups/{FilledDirectory.Group(lane.Number + 1)}";
        await lane.SendAsync(204, "PATCH", group, Patch("""{"op":"remove","path":"members"}"""));
        await lane.SendAsync(204, "PATCH", group, Patch($$"""{"op":"add","path":"members","value":[{{Members}}]}"""));
    }

    /// <summary>Another organization, with an integration of its own.</summary>
    private static async Task<string> QuietAsync(IReadOnlyDictionary<string, string?> settings, string folder, Uri looker)
    {
        await using var app = await ScimifyApp.StartAsync(settings, dataDirectory: folder);
        var owner = await app.PersonAsync(organization: "Quiet");
        var integrations = app.Services.GetRequiredService<IntegrationService>();
        var integration = await integrations.CreateAsync(
            owner, new NewIntegration { Name = "Quiet", BaseUrl = looker.OriginalString, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" }, Ct);
        await integrations.UpdateAsync(owner, integration.Id, new IntegrationChange { Mode = IntegrationMode.Paused }, Ct);
        var token = (await app.ScimTokenAsync(owner, integration.Id)).Secret;
        using var lane = new BenchLane(new BenchConnection(app.Client.BaseAddress!, token), 0, QuietUsers);
        for (var i = 0; i < QuietUsers; i++)
        {
            await lane.SendAsync(201, "POST", "/Users", $$"""{"userName":"quiet{{i}}"}""");
        }

        return token;
    }

    private static async Task<double> MemoryAsync(ScimifyProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.BaseAddress };
        return BenchSettings.Metric(await http.GetStringAsync("/metrics", Ct), "process_resident_memory_bytes") / 1024 / 1024;
    }

    private static double P95(BenchSlice slice)
    {
        Assert.Equal(0, slice.Errors);
        return slice.Milliseconds[Math.Min(slice.Milliseconds.Count - 1, (int)(slice.Milliseconds.Count * 0.95))];
    }

    private static string Search(IEnumerable<int> numbers, string comparison, string word) =>
        $$"""{"filter":"{{string.Join(word, numbers.Select(n => $"{comparison} \\\"{FilledDirectory.UserName(n)}\\\""))}}"}""";

    private static string Patch(string operations) => $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}""";

    private static string Line(string load, double read, double write, double reads, double writes, int requests, double memory) => string.Create(
        CultureInfo.InvariantCulture, $"| {load,-45} | {read,7:0.00} ms | {reads,5:0.0} | {write,7:0.00} ms | {writes,5:0.0} | {requests,6} | {memory,5:0} |");
}
