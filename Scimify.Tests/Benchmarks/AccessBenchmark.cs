using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Portal.Features.Evidence;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;
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
        var (access, changes) = (new AccessQuery(test.Database), new AccessChangeQuery(test.Database));
        var (leavers, movers) = (new LeaverReportQuery(test.Database, new FakeTimeProvider(End)), new MoverQuery(test.Database));
        var slow = new List<string>();
        foreach (var days in new[] { 0, 30, 180, 360 })
        {
            var filter = new AccessFilter(End.AddDays(-days));
            await MeasureAsync($"{days} days ago, first page", () => access.RunAsync(actor, filter, Page(null), Ct));
            await MeasureAsync($"{days} days ago, page 1000", () => access.RunAsync(actor, filter, Page(new(AccessQuery.Sorts[0], "person 55000", 0)), Ct));
            await MeasureAsync($"{days} days ago, the page before that", () => access.RunAsync(actor, filter, Page(new(AccessQuery.Sorts[0], "person 55000", 0)) with { Backwards = true }, Ct));
            await MeasureAsync($"{days} days ago, page 1000 of the REST API", () => access.ListAsync(actor, filter, new(users / 2, 50), Ct));
            await MeasureAsync($"{days} days ago, found by a name", () => access.RunAsync(actor, filter with { Text = "person 4711" }, Page(null), Ct));
            await MeasureAsync($"{days} days ago, by hand", () => access.RunAsync(actor, filter with { View = AccessView.ByHand }, Page(null), Ct));
            await MeasureAsync($"{days} days ago, counts", () => access.CountAsync(actor, filter, Ct));
        }

        // Reports over a time may take longer; nothing is required of them but bounded memory.
        foreach (var days in new[] { 90, 365 })
        {
            var (from, to) = (End.AddDays(-days), End);
            await SayAsync($"Changes of {days} days, first page", () => changes.RunAsync(actor, new(from, to), Newest(null), Ct));
            var middle = new AccessChangePlace(from + ((to - from) / 2), 0, ChangedPart.Account, 0, "").ToCursor();
            await SayAsync($"Changes of {days} days, a page in the middle", () => changes.RunAsync(actor, new(from, to), Newest(middle), Ct));
            await SayAsync($"Changes of {days} days, roles", () => changes.RunAsync(actor, new(from, to, null, AccessChangeView.Roles), Newest(null), Ct));
            await SayAsync($"Changes of {days} days, figures", () => changes.CountAsync(actor, new(from, to), Ct));
            await SayAsync($"Leavers of {days} days, page and figures", () => leavers.RunAsync(actor, new(from, to), PageRequest.Of(1), Ct));
            await SayAsync($"Leavers of {days} days, page 50 and figures", () => leavers.RunAsync(actor, new(from, to), PageRequest.Of(50), Ct));
            await SayAsync($"Movers of {days} days, first page", () => movers.RunAsync(actor, new(from, to), Newest(null), Ct));
            await SayAsync($"Movers of {days} days, figures", () => movers.CountAsync(actor, new(from, to), Ct));
            await ExportAsync($"Changes of {days} days", changes.AllAsync(actor, new(from, to), Ct));
            await ExportAsync($"Leavers of {days} days", leavers.AllAsync(actor, new(from, to), Ct));
            await ExportAsync($"Movers of {days} days", movers.AllAsync(actor, new(from, to), Ct));
        }

        await ExportAsync("Access 180 days ago", access.AllAsync(actor, new AccessFilter(End.AddDays(-180)), Ct));
        Assert.True(slow.Count == 0, string.Join('\n', slow));

        SortedRequest Newest(SortCursor? place) => new(AccessChangeQuery.Order, place, Backwards: false, 50);

        SortedRequest Page(SortCursor? place) => new(TableSort.Of(null, AccessQuery.Sorts), place, false, 50);

        async Task SayAsync<T>(string what, Func<Task<T>> query)
        {
            var one = Stopwatch.StartNew();
            await query();
            output.WriteLine($"{what}: {one.Elapsed.TotalMilliseconds:0} ms");
        }

        async Task ExportAsync<T>(string what, IAsyncEnumerable<IReadOnlyList<T>> parts)
        {
            var (lines, most, before, one) = (0, 0L, GC.GetTotalMemory(forceFullCollection: true), Stopwatch.StartNew());
            await foreach (var part in parts)
            {
                lines += part.Count;
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
            }

            output.WriteLine($"{what}: {lines} lines in {one.Elapsed.TotalSeconds:0.0} s, at most {most / 1024 / 1024.0:0} MiB more, and {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1024 / 1024.0:0.0} MiB afterwards.");
        }

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
        string Insert(string select) => $"INSERT INTO access_intervals (user_key, kind, group_key, from_at, until_at, organization_key, integration_key, asked, had, source, request_id) {Numbers(users)} {select}";
        var came = $"{end - (2 * year)} + CAST(n AS bigint) * {step}";
        var left = $"{end - year} + CAST(n AS bigint) * {step}";
        string[] statements =
        [
            $"INSERT INTO access_names (is_group, subject_key, from_at, organization_key, integration_key, scim_id, name, display, display_norm, search_text) {Numbers(users)} SELECT 0, n, {came}, 1, 1, '00000000-0000-4000-8000-' || substr('00000000000' || n, length('00000000000' || n) - 11), 'person' || n || '@many.example', 'Person ' || (n * 7919 % {users}), 'person ' || (n * 7919 % {users}), 'person' || n || '@many.example' || ' person ' || n FROM n",
            $"INSERT INTO access_names (is_group, subject_key, from_at, organization_key, integration_key, scim_id, name, display, display_norm, search_text) {Numbers(500)} SELECT 1, n, {end - (3 * year)}, 1, 1, '00000000-0000-4000-9000-000000000001', 'Group ' || n, 'Group ' || n, 'group ' || n, 'group ' || n FROM n",
            Insert($"SELECT n, 1, 0, {came}, {came} + 900, 1, 1, 1, 0, 1, '00000000-0000-4000-8000-000000000001' FROM n"),
            Insert($"SELECT n, 1, 0, {came} + 900, CASE WHEN n % 10 = 3 THEN {left} END, 1, 1, 1, 1, CASE WHEN n % 2000 = 1 THEN 3 ELSE 1 END, '00000000-0000-4000-8000-000000000001' FROM n"),
            Insert($"SELECT n, 1, 0, {left}, {left} + 800, 1, 1, 0, 1, 1, '00000000-0000-4000-8000-000000000001' FROM n WHERE n % 10 = 3"),
            Insert($"SELECT n, 1, 0, {left} + 800, NULL, 1, 1, 0, 0, 1, '00000000-0000-4000-8000-000000000001' FROM n WHERE n % 10 = 3"),
            .. Enumerable.Range(0, 10).Select(m => Insert($"SELECT n, 2, (n + {m} * 50) % 500 + 1, {came} + 1000, {left} + {m * 1000}, 1, 1, 1, 1, 1, '00000000-0000-4000-8000-000000000001' FROM n")),
            .. Enumerable.Range(0, 10).Select(m => Insert($"SELECT n, 2, (n + {m} * 50) % 500 + 1, {left} + {m * 1000}, NULL, 1, 1, n % 2, n % 2, 1, '00000000-0000-4000-8000-000000000001' FROM n")),
        ];
        string Detail(string select) => $"INSERT INTO access_details (kind, subject_key, looker_id, name, organization_key, integration_key, source, from_at, until_at, asked, had) {Numbers(users)} {select}";
        statements =
        [
            .. statements,
            Detail($"SELECT 1, n, '5', 'Viewer', 1, 1, 4, {end - (3 * year)}, NULL, '', '' FROM n WHERE n <= 500"),
            Detail($"SELECT 3, n, '6', 'department', 1, 1, 4, {came} + 900, {left}, 'Sales', 'Sales' FROM n"),
            Detail($"SELECT 3, n, '6', 'department', 1, 1, 4, {left}, NULL, 'Finance', 'Finance' FROM n"),
        ];
        await using var db = database.CreateDbContext();
        foreach (var statement in statements)
        {
            await db.Database.ExecuteSqlRawAsync(statement, Ct);
        }

        if (!db.Database.IsSqlite())
        {
            await db.Database.ExecuteSqlRawAsync("VACUUM ANALYZE", Ct); // as autovacuum does
        }
    }
}
