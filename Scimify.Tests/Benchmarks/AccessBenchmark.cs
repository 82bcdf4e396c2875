using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Portal.Features.Evidence;
using Scimify.Portal.Shared;
using Scimify.Tests.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>Measures how long the access history takes to tell of a date: many people, ten memberships each, and a year of changes. Runs only by hand.</summary>
/// <remarks><c>SCIMIFY_BENCH_USERS</c> (100,000).</remarks>
public sealed class AccessBenchmark(ITestOutputHelper output)
{
    private const int Repeats = 5;
    private const long Hour = 3_600_000;

    private static readonly DateTimeOffset End = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Any_date_is_told_within_300_ms_a_page(DatabaseProvider provider)
    {
        var users = BenchSettings.Of("USERS", 100_000);
        await using var test = await DirectoryWorld.CreateAsync(provider);
        await FillAsync(test.Database, users);
        var actor = Actor.OfCommandLine(1, Guid.NewGuid());
        var (access, changes, leavers) = (new AccessQuery(test.Database), new AccessChangeQuery(test.Database), new LeaverReportQuery(test.Database, new FakeTimeProvider()));
        var slow = new List<string>();
        foreach (var days in new[] { 0, 30, 180, 360 })
        {
            var filter = new AccessFilter(End.AddDays(-days));
            await MeasureAsync($"{days} days ago, first page", () => access.RunAsync(actor, filter, PageRequest.Of(1), Ct));
            await MeasureAsync($"{days} days ago, page 1000", () => access.RunAsync(actor, filter, PageRequest.Of(1000), Ct));
            await MeasureAsync($"{days} days ago, found by a name", () => access.RunAsync(actor, filter with { Text = "person 4711" }, PageRequest.Of(1), Ct));
            await MeasureAsync($"{days} days ago, by hand", () => access.RunAsync(actor, filter with { View = AccessView.ByHand }, PageRequest.Of(1), Ct));
            await MeasureAsync($"{days} days ago, counts", () => access.CountAsync(actor, filter, Ct));
        }

        var quarter = new AccessChangeFilter(End.AddDays(-90), End);
        await MeasureAsync("Changes of a quarter, first page", () => changes.RunAsync(actor, quarter, PageRequest.Of(1), Ct));
        await MeasureAsync("Changes of a quarter, counts", () => changes.CountAsync(actor, quarter, Ct));
        await MeasureAsync("Leavers of a quarter", () => leavers.RunAsync(actor, new LeaverFilter(End.AddDays(-90), End), PageRequest.Of(1), Ct));

        var (lines, before, clock) = (0, GC.GetTotalMemory(forceFullCollection: true), Stopwatch.StartNew());
        await foreach (var part in access.AllAsync(actor, new AccessFilter(End.AddDays(-180)), Ct))
        {
            lines += part.Count;
        }

        output.WriteLine($"Export: {lines} people in {clock.Elapsed.TotalSeconds:0.0} s, {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1024 / 1024.0:0.0} MiB more afterwards.");
        Assert.True(slow.Count == 0, string.Join('\n', slow));

        async Task MeasureAsync<T>(string what, Func<Task<T>> query)
        {
            await query();
            var times = new List<double>();
            for (var i = 0; i < Repeats; i++)
            {
                var one = Stopwatch.StartNew();
                await query();
                times.Add(one.Elapsed.TotalMilliseconds);
            }

            var median = times.Order().ElementAt(Repeats / 2);
            output.WriteLine($"{what}: {median:0} ms");
            if (median > 300)
            {
                slow.Add($"{what}: {median:0} ms");
            }
        }
    }

    /// <summary>Everybody came within the year before the last. In the last one, one in ten left, and each membership changed once.</summary>
    private static async Task FillAsync(ScimifyDatabase database, int users)
    {
        var (end, year) = (End.ToUnixTimeMilliseconds(), 365 * 24 * Hour);
        var step = year / users;
        string Numbers(int to) => $"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {to})";
        string Insert(string select) => $"INSERT INTO access_intervals (user_key, kind, group_key, from_at, until_at, organization_key, integration_key, asked, had, source) {Numbers(users)} {select}";
        var came = $"{end - (2 * year)} + CAST(n AS bigint) * {step}";
        var left = $"{end - year} + CAST(n AS bigint) * {step}";
        string[] statements =
        [
            $"INSERT INTO access_names (is_group, subject_key, from_at, organization_key, integration_key, scim_id, name, display, display_norm, search_text) {Numbers(users)} SELECT 0, n, {came}, 1, 1, '00000000-0000-4000-8000-' || substr('00000000000' || n, length('00000000000' || n) - 11), 'person' || n || '@many.example', 'Person ' || (n * 7919 % {users}), 'person ' || (n * 7919 % {users}), 'person' || n || '@many.example' || ' person ' || n FROM n",
            $"INSERT INTO access_names (is_group, subject_key, from_at, organization_key, integration_key, scim_id, name, display, display_norm, search_text) {Numbers(500)} SELECT 1, n, {end - (3 * year)}, 1, 1, '00000000-0000-4000-9000-000000000001', 'Group ' || n, 'Group ' || n, 'group ' || n, 'group ' || n FROM n",
            Insert($"SELECT n, 1, 0, {came}, {came} + 900, 1, 1, 1, 0, 1 FROM n"),
            Insert($"SELECT n, 1, 0, {came} + 900, CASE WHEN n % 10 = 3 THEN {left} END, 1, 1, 1, 1, CASE WHEN n % 2000 = 1 THEN 3 ELSE 1 END FROM n"),
            Insert($"SELECT n, 1, 0, {left}, {left} + 800, 1, 1, 0, 1, 1 FROM n WHERE n % 10 = 3"),
            Insert($"SELECT n, 1, 0, {left} + 800, NULL, 1, 1, 0, 0, 1 FROM n WHERE n % 10 = 3"),
            .. Enumerable.Range(0, 10).Select(m => Insert($"SELECT n, 2, (n + {m} * 50) % 500 + 1, {came} + 1000, {left} + {m * 1000}, 1, 1, 1, 1, 1 FROM n")),
            .. Enumerable.Range(0, 10).Select(m => Insert($"SELECT n, 2, (n + {m} * 50) % 500 + 1, {left} + {m * 1000}, NULL, 1, 1, n % 2, n % 2, 1 FROM n")),
        ];
        await using var db = database.CreateDbContext();
        foreach (var statement in statements)
        {
            await db.Database.ExecuteSqlRawAsync(statement, Ct);
        }
    }
}
