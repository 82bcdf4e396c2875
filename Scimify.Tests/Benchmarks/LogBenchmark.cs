using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Portal.Features.ProvisioningLog;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>Measures what the page of a provisioning log with many rows asks. Runs only by hand.</summary>
/// <remarks><c>SCIMIFY_BENCH_ROWS</c> (1,000,000).</remarks>
public sealed class LogBenchmark(ITestOutputHelper output)
{
    private const int Repeats = 5;

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_log_of_a_million_rows_is_charted(DatabaseProvider provider)
    {
        var rows = BenchSettings.Of("ROWS", 1_000_000);
        await using var test = await TestDatabase.CreateAsync(provider);
        await FillAsync(test, provider, rows);
        if (provider == DatabaseProvider.Postgres)
        {
            await using var db = test.Database.CreateDbContext();
            await db.Database.ExecuteSqlRawAsync("VACUUM ANALYZE provisioning_log", Ct); // as autovacuum does
        }

        var end = Start.AddSeconds(rows * 30.0);
        var actor = new Actor("person", Guid.NewGuid(), "eve@example.com", 1, Guid.NewGuid(), PortalRole.Auditor, null);
        var (log, histograms) = (new ProvisioningLogQuery(test.Database), new LogHistogramQuery(test.Database, new FakeTimeProvider(end)));
        foreach (var (name, filter) in new (string, ProvisioningLogFilter)[]
        {
            ("all time", new()), ("a day", new() { From = end.AddDays(-1) }), ("a day long ago", new() { From = Start.AddDays(9), To = Start.AddDays(10) }),
            ("refused", new() { Outcome = WriteOutcome.Refused }), ("failed", new() { Outcome = WriteOutcome.Failed }), ("an error code", new() { ErrorCode = "LOOKER_ADDRESS_TAKEN" }),
            ("updates", new() { Action = ProvisioningAction.Update }), ("a name", new() { Text = "person4711" }),
        })
        {
            await MeasureAsync($"{name}: first page", () => log.RunAsync(actor, filter, new CursorRequest(KeyCursor.Start, 50), Ct));
            await MeasureAsync($"{name}: chart", () => histograms.RunAsync(actor, filter, Ct));
        }

        async Task MeasureAsync<T>(string what, Func<Task<T>> query)
        {
            var times = new List<double>();
            for (var i = 0; i < Repeats; i++)
            {
                var clock = Stopwatch.StartNew();
                await query();
                times.Add(clock.Elapsed.TotalMilliseconds);
            }

            output.WriteLine($"{provider} {what}: {times.Order().ElementAt(Repeats / 2):0} ms (at most {times.Max():0})");
        }
    }

    /// <summary>A write every 30 seconds. Few were refused, fewer failed.</summary>
    private static Task FillAsync(TestDatabase test, DatabaseProvider provider, int rows)
    {
        var number = provider == DatabaseProvider.Sqlite ? "substr('000000000000' || i, -12)" : "right('000000000000' || i, 12)";
        return test.Database.WriteAsync(
            session =>
            {
                session.Execute(
                    $"""
                    INSERT INTO provisioning_log (request_id, organization_key, integration_key, at, duration_ms, token_name, source_address, user_agent, method, action, resource_type, scim_id, name,
                        status, sync, error_type, error_code, detail, settled_at, search_text)
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
                    SELECT '10000000-0000-4000-8000-' || {number}, 1, 1 + i % 3, {Start.ToUnixTimeMilliseconds()} + CAST(i AS bigint) * 30000, 1.5, 'Okta production',
                        '203.0.113.' || (i % 8), 'Okta SCIM Client 1.0.0', 'PATCH', 1 + i % 5, 'User', '00000000-0000-4000-8000-' || {number}, 'person' || i || '@example.com',
                        CASE WHEN i % 500 = 1 THEN 409 ELSE 200 END, CASE WHEN i % 900 = 2 THEN 2 WHEN i % 700 = 3 THEN 1 ELSE 0 END,
                        CASE WHEN i % 500 = 1 THEN 'uniqueness' END, CASE WHEN i % 500 = 1 THEN 'USER_NAME_TAKEN' WHEN i % 900 = 2 THEN 'LOOKER_ADDRESS_TAKEN' END,
                        CASE WHEN i % 500 = 1 THEN 'Another user has the same userName.' END, CASE WHEN i % 900 = 2 OR i % 700 = 3 OR i % 500 = 1 THEN NULL ELSE 1 END, 'person' || i || '@example.com'
                    FROM n
                    """);
                session.Execute("ANALYZE provisioning_log");
            },
            Ct);
    }
}
