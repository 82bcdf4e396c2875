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
        await UsesAsync("ix_provisioning_log_resource", new() { Text = "person59777" }, 1);
        await UsesAsync(provider == DatabaseProvider.Sqlite ? "INTEGER PRIMARY KEY (rowid>? AND rowid<?)" : "Index Cond: ((key ", new() { From = Start + day, To = Start + day + TimeSpan.FromMinutes(5) }, 5);

        async Task UsesAsync(string index, ProvisioningLogFilter filter, int found)
        {
            var query = (await ProvisioningLogQuery.FilteredAsync(db, Auditor, filter, Ct)).OrderByDescending(e => e.Key).Take(51);
            Assert.Contains(index, await PlanAsync(db, query), StringComparison.Ordinal);
            Assert.Equal(found, (await query.ToListAsync(Ct)).Count);
        }
    }

    /// <summary>Neither the rows of other organizations nor the log's size cost anything, with statistics or, as in a new installation, without.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite, true)]
    [InlineData(DatabaseProvider.Sqlite, false)]
    [InlineData(DatabaseProvider.Postgres, true)]
    public async Task The_newest_entries_of_an_organization_are_the_end_of_an_index(DatabaseProvider provider, bool isAnalyzed)
    {
        await using var test = await FilledAsync(provider);
        if (!isAnalyzed)
        {
            await test.Database.WriteAsync(session => session.Execute("DELETE FROM sqlite_stat1"), Ct);
        }

        await using var db = test.Database.CreateDbContext();
        var newest = db.ProvisioningLog.Where(e => e.OrganizationKey == 2).OrderByDescending(e => e.Key).Take(51);
        var named = db.ProvisioningLog.Where(e => e.OrganizationKey == 1 && e.SearchText.Contains("person59777")).OrderBy(e => e.SearchText).ThenBy(e => e.ScimId);

        var plan = await PlanAsync(db, newest);
        Assert.Contains("ix_provisioning_log_organization", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("USE TEMP B-TREE", plan, StringComparison.Ordinal);
        if (provider == DatabaseProvider.Sqlite) // PostgreSQL reads it once the table has been vacuumed
        {
            Assert.Contains("COVERING INDEX ix_provisioning_log_search", await PlanAsync(db, named.Select(e => new { e.Key, e.ScimId }).Take(501)), StringComparison.Ordinal);
        }
    }

    /// <summary>An index of PostgreSQL takes no more than 2,704 bytes of a row.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task However_long_a_name_is_its_entry_is_written_and_found_by_the_start_of_it(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var name = string.Concat(Enumerable.Range(0x4E00, 4_000).Select(c => (char)c));
        await test.Database.WriteAsync(
            session => session.Context.ProvisioningLog.Add(new()
            {
                RequestId = Guid.NewGuid(), OrganizationKey = 1, IntegrationKey = 1, At = Start, Method = "POST", Action = ProvisioningAction.Create, Status = 400, Name = name, ExternalId = name,
            }),
            Ct);

        var found = await new ProvisioningLogQuery(test.Database).RunAsync(Auditor, new() { Text = name[..200] }, new CursorRequest(KeyCursor.Start, 50), Ct);

        Assert.Equal(name, Assert.Single(found.Items).Entry.Name);
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

    private static async Task<string> PlanAsync<T>(DbContext db, IQueryable<T> query)
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
