using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>A filter of the provisioning log that most rows do not pass reads its index, and not the log from its end.</summary>
public sealed class LogPlanTests
{
    private const int Rows = 60_000;

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    private static readonly Guid Resource = Guid.Parse("00000000-0000-4000-8000-000000000777");

    private static readonly Actor Auditor = new("person", Guid.NewGuid(), "eve@example.com", 1, Guid.NewGuid(), PortalRole.Auditor, null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_rare_filter_reads_its_index(DatabaseProvider provider)
    {
        await using var test = await FilledAsync(provider);
        await using var db = test.Database.CreateDbContext();
        var day = TimeSpan.FromDays(1);

        await UsesAsync("ix_provisioning_log_refused", new() { Outcome = WriteOutcome.Refused }, 6);
        await UsesAsync("ix_provisioning_log_refused", new() { ErrorType = "uniqueness" }, 3);
        await UsesAsync("ix_provisioning_log_refused", new() { Status = LogStatus.Parse("409") }, 3);
        await UsesAsync("ix_provisioning_log_refused", new() { Status = LogStatus.Parse("failure"), Action = ProvisioningAction.Create }, 6);
        await UsesAsync("ix_provisioning_log_error", new() { ErrorCode = "USER_NAME_TAKEN" }, 3);
        await UsesAsync("ix_provisioning_log_tolerated", new() { Tolerated = true }, 5);
        await UsesAsync("ix_provisioning_log_source", new() { SourceAddress = "203.0.113.99" }, 4);
        await UsesAsync("ix_provisioning_log_resource", new() { Text = Resource.ToString() }, 1);
        await UsesAsync(provider == DatabaseProvider.Sqlite ? "INTEGER PRIMARY KEY (rowid>? AND rowid<?)" : "Index Cond: ((key ", new() { From = Start + day, To = Start + day + TimeSpan.FromMinutes(5) }, 5);

        async Task UsesAsync(string index, ProvisioningLogFilter filter, int found)
        {
            var query = (await ProvisioningLogQuery.FilteredAsync(db, Auditor, filter, Ct)).OrderByDescending(e => e.Key).Take(51);
            Assert.Contains(index, await PlanAsync(db, query), StringComparison.Ordinal);
            Assert.Equal(found, (await query.ToListAsync(Ct)).Count);
        }
    }

    /// <summary>A period long ago is found by its keys, whatever came after it.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_period_ends_at_a_key(DatabaseProvider provider)
    {
        await using var test = await FilledAsync(provider);
        await using var db = test.Database.CreateDbContext();
        foreach (var to in new[] { Start, Start.AddMinutes(1), Start.AddDays(3), Start.AddMinutes(Rows), Start.AddYears(1) })
        {
            var end = await KeyAtTime.EndAsync(db.ProvisioningLog, e => e.Key, e => new LogPoint(e.Key, e.At), to, Ct);
            Assert.Equal(await db.ProvisioningLog.CountAsync(e => e.At < to, Ct), await db.ProvisioningLog.CountAsync(e => e.Key < end && e.At < to, Ct));
            Assert.InRange(await db.ProvisioningLog.CountAsync(e => e.Key < end && e.At >= to, Ct), 0, 6);
        }
    }

    private static async Task<string> PlanAsync(DbContext db, IQueryable<ProvisioningEntry> query)
    {
        await db.Database.OpenConnectionAsync(Ct);
        await using var command = query.CreateDbCommand();
        command.CommandText = (db.Database.IsSqlite() ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            lines.Add(reader.GetString(reader.FieldCount - 1));
        }

        return string.Join('\n', lines);
    }

    /// <summary>A write each minute. One in ten thousand was refused; a few were tolerated, or came from elsewhere.</summary>
    private static async Task<TestDatabase> FilledAsync(DatabaseProvider provider)
    {
        var test = await TestDatabase.CreateAsync(provider);
        await test.Database.WriteAsync(
            session =>
            {
                session.Execute(
                    $"""
                    INSERT INTO provisioning_log (request_id, organization_key, integration_key, at, duration_ms, source_address, method, action, resource_type, scim_id, name,
                        status, sync, error_type, error_code, tolerances, settled_at, search_text)
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
                    SELECT '{Prefix}' || substr('000000000000' || i, -12), 1, 1 + i % 3, {Start.ToUnixTimeMilliseconds()} + CAST(i AS bigint) * 60000, 1.5,
                        CASE WHEN i % 15000 = 7 THEN '203.0.113.99' ELSE '203.0.113.' || (i % 8) END, 'PATCH', 1, 'User',
                        '00000000-0000-4000-8000-' || substr('000000000000' || i, -12), 'person' || i, CASE WHEN i % 20000 = 1 THEN 409 WHEN i % 20000 = 2 THEN 400 ELSE 200 END, 0,
                        CASE WHEN i % 20000 = 1 THEN 'uniqueness' WHEN i % 20000 = 2 THEN 'invalidValue' END, CASE WHEN i % 20000 = 1 THEN 'USER_NAME_TAKEN' END, CASE WHEN i % 12000 = 5 THEN '["a"]' END, 1, 'person' || i
                    FROM n
                    """.Replace("substr('000000000000' || i, -12)", provider == DatabaseProvider.Sqlite ? "substr('000000000000' || i, -12)" : "right('000000000000' || i, 12)", StringComparison.Ordinal));
                session.Execute("ANALYZE provisioning_log");
            },
            Ct);
        return test;
    }

    private const string Prefix = "10000000-0000-4000-8000-";
}
