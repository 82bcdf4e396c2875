using System.Diagnostics;
using Npgsql;
using Scimify.Core.Persistence;
using Scimify.Tests.Crash;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>
/// Compares three servers with one, each on a PostgreSQL database and an emulated Looker of its own. A write is answered when
/// Looker has it. They take turns, with the same number of clients. It also counts what a write costs: processor time of the
/// servers, and transactions, which say more than the time on a machine that does other work. Runs only by hand.
/// </summary>
/// <remarks>
/// <c>SCIMIFY_BENCH_SLICES</c> (15) turns of each, of three seconds, after <c>SCIMIFY_BENCH_WARM</c> (20) that do not count: three
/// processes compile on the same processors what one compiles once.
/// </remarks>
public sealed class SeveralServersBenchmark(ITestOutputHelper output)
{
    private const int Clients = 9;
    private const double LargestP95Ratio = 2;
    private const double SmallestThroughputRatio = 1;

    private static readonly int Turns = BenchSettings.Of("SLICES", 15);
    private static readonly int WarmTurns = BenchSettings.Of("WARM", 20);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);

    private static readonly BenchWork Write = new("create and rename a user", IsRead: false, async lane =>
    {
        await lane.SendAsync(201, "POST", "/Users", Bridge.UserJson($"{lane.Fresh}@example.com"));
        await lane.SendAsync(200, "PATCH", $"/Users/{lane.LastId()}", Rename);
    });

    private const string Rename =
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"name.givenName","value":"After"}]}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="latencyMs">Of each call to Looker: at once, or as quick as a real one.</param>
    [Theory(Explicit = true)]
    [InlineData(0)]
    [InlineData(50)]
    public async Task Three_servers_write_as_much_as_one_and_p95_at_most_doubles(int latencyMs)
    {
        await using var alone = await Installation.StartAsync(servers: 1, latencyMs);
        await using var together = await Installation.StartAsync(servers: 3, latencyMs);
        var (one, three) = (new BenchSlices(), new BenchSlices());
        for (var turn = 0; turn < WarmTurns; turn++)
        {
            await alone.RunAsync();
            await together.RunAsync();
        }

        alone.Count();
        together.Count();
        for (var turn = 0; turn < Turns; turn++)
        {
            one.Add(await alone.RunAsync());
            three.Add(await together.RunAsync());
        }

        output.WriteLine($"one: {one.PerSecond:0} writes/s, p50 {one.P50:0} ms, p95 {one.P95:0} ms, {one.Errors} errors, {alone.Cost}");
        output.WriteLine($"three: {three.PerSecond:0} writes/s, p50 {three.P50:0} ms, p95 {three.P95:0} ms, {three.Errors} errors, {together.Cost}");
        output.WriteLine($"three to one: throughput {three.RatioTo(one):0.00}, p95 {three.P95 / one.P95:0.00}");
        Assert.Equal((0, 0), (one.Errors, three.Errors));
        Assert.True(three.P95 / one.P95 <= LargestP95Ratio);
        Assert.True(three.RatioTo(one) >= SmallestThroughputRatio);
    }

    private sealed class Installation : IAsyncDisposable
    {
        private readonly ServedDatabase _database;
        private readonly CrashBench _bench;
        private readonly List<BenchTarget> _targets = [];
        private bool _counts;
        private int _writes;
        private TimeSpan _processor;
        private long _transactions;

        private Installation(ServedDatabase database, CrashBench bench) => (_database, _bench) = (database, bench);

        public static async Task<Installation> StartAsync(int servers, int latencyMs)
        {
            var database = await ServedDatabase.CreateAsync(DatabaseProvider.Postgres);
            var installation = new Installation(database, await CrashBench.StartAsync(Ct, lookerTimeoutSeconds: 30, database: database.Settings));
            if (latencyMs > 0)
            {
                await installation._bench.Looker.BreakAsync([LookerControl.Fault("delayBefore", 1, ("delayMs", latencyMs))], Ct);
            }

            for (var server = 1; server <= servers; server++)
            {
                using var client = await installation._bench.ServeAsync(
                    waitSeconds: 10, Ct, $"server{server}", new Dictionary<string, string?> { ["Scimify:Scim:RequestsPerSecond"] = "0" });
                installation._targets.Add(new(client.BaseAddress!, client.DefaultRequestHeaders.Authorization!.Parameter!, users: 2, Clients / servers));
            }

            return installation;
        }

        /// <summary>From now on, turns count.</summary>
        public void Count() => _counts = true;

        /// <summary>What a write costs in the turns that count.</summary>
        public string Cost => $"{_processor.TotalMilliseconds / _writes:0.0} ms of the processor and {(double)_transactions / _writes:0.0} transactions a write";

        public async Task<BenchSlice> RunAsync()
        {
            var (processor, transactions) = (Processor(), await TransactionsAsync());
            var slices = await Task.WhenAll(_targets.Select(target => target.RunAsync(Write, Turn)));
            BenchSlice all = new(slices.Sum(s => s.PerSecond), [.. slices.SelectMany(s => s.Milliseconds)], slices.Sum(s => s.Errors));
            if (_counts)
            {
                _writes += all.Milliseconds.Count;
                _processor += Processor() - processor;
                _transactions += await TransactionsAsync() - transactions;
            }

            return all;
        }

        private TimeSpan Processor() => _bench.Servers.Aggregate(TimeSpan.Zero, (sum, id) =>
        {
            using var server = Process.GetProcessById(id);
            return sum + server.TotalProcessorTime;
        });

        /// <summary>Of all connections, as far as PostgreSQL has counted them: within a second.</summary>
        private async Task<long> TransactionsAsync()
        {
            await using var connection = new NpgsqlConnection(_database.Settings!["ConnectionStrings:Scimify"]);
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
            return (long)(await command.ExecuteScalarAsync(Ct))!;
        }

        public async ValueTask DisposeAsync()
        {
            _targets.ForEach(target => target.Dispose());
            await _bench.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
