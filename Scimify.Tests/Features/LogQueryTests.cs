using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Sync;
using Scimify.Portal.Features.Overview;
using Scimify.Portal.Shared.Logs;
using Scimify.Portal.Shared;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>The queries behind the log and the chart, on both databases.</summary>
public sealed class LogQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task The_outcome_filter_and_the_outcome_of_a_row_agree_for_every_combination(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var rows =
            from status in new[] { 200, 409 }
            from sync in Enum.GetValues<SyncState>()
            from settled in new[] { false, true }
            select Entry(1, Now, status, sync, settled);
        await AddAsync(test, rows);
        await using var db = test.Database.CreateDbContext();
        var all = await db.ProvisioningLog.ToListAsync(Ct);
        foreach (var outcome in new[] { WriteOutcome.Applied, WriteOutcome.Waiting, WriteOutcome.Failed, WriteOutcome.Refused })
        {
            var expected = all.Where(e => WriteOutcome.Of(e.Status, e.Sync, e.SettledAt is not null).Key == outcome).Select(e => e.Key);
            var found = await WriteOutcome.Where(db.ProvisioningLog, outcome).Select(e => e.Key).ToListAsync(Ct);
            Assert.NotEmpty(found);
            Assert.Equal(expected.Order(), found.Order());
        }
    }

    [Theory]
    [InlineData(200, SyncState.Applied, 38.0, 38.0)]
    [InlineData(200, SyncState.Applied, 0.0, 4.5)]
    [InlineData(200, SyncState.Pending, null, null)]
    [InlineData(200, SyncState.Held, null, null)]
    [InlineData(200, SyncState.Unforwardable, null, null)]
    [InlineData(200, SyncState.Failed, null, 4.5)]
    [InlineData(409, SyncState.Applied, null, 4.5)]
    public void A_write_took_as_long_as_Looker_needed_and_one_that_waits_has_no_time_yet(int status, SyncState sync, double? settledAfter, double? took) =>
        Assert.Equal(took, new LogRow(
            1, Guid.Empty, Now, 4.5, ProvisioningAction.Create, "User", "ada", null, status, sync, settledAfter is { } ms ? Now.AddMilliseconds(ms) : null, null, null, "").TookMs);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_period_begins_at_the_right_row_whatever_gaps_the_keys_have(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await AddAsync(test, Enumerable.Range(0, 300).Select(i => Entry(1, Now.AddHours(i - 300), 200, SyncState.Applied, true)));
        await test.Database.WriteAsync(
            session =>
            {
                session.Context.ProvisioningLog.Where(e => e.Key % 7 != 0).ExecuteDelete();
            },
            Ct);
        await using var db = test.Database.CreateDbContext();
        foreach (var hours in new[] { 0.5, 1, 30, 150, 298, 400 })
        {
            var from = Now.AddHours(-hours);
            var first = await KeyAtTime.FirstAsync(db.ProvisioningLog, e => e.Key, e => new LogPoint(e.Key, e.At), from, Ct);
            var expected = await db.ProvisioningLog.Where(e => e.At >= from).Select(e => e.Key).OrderBy(k => k).ToListAsync(Ct);
            var found = await db.ProvisioningLog.Where(e => e.Key >= first && e.At >= from).Select(e => e.Key).OrderBy(k => k).ToListAsync(Ct);
            Assert.Equal(expected, found);
            Assert.Equal(expected.Count, await db.ProvisioningLog.CountAsync(e => e.Key >= first, Ct));
        }
    }

    [Fact]
    public async Task A_period_of_an_empty_log_is_empty()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var db = test.Database.CreateDbContext();
        Assert.Equal(long.MaxValue, await KeyAtTime.FirstAsync(db.ProvisioningLog, e => e.Key, e => new LogPoint(e.Key, e.At), Now, Ct));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task The_chart_counts_each_hour_by_outcome_and_only_the_own_organization(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await AddAsync(test,
        [
            Entry(1, Now.AddDays(-3), 200, SyncState.Applied, true),
            Entry(1, Now.AddHours(-2), 200, SyncState.Applied, false),
            Entry(1, Now.AddHours(-2), 200, SyncState.Pending, true),
            Entry(1, Now.AddMinutes(-10), 200, SyncState.Pending, false),
            Entry(1, Now.AddMinutes(-9), 400, SyncState.Applied, false),
            Entry(1, Now.AddMinutes(-8), 200, SyncState.Failed, false),
            Entry(2, Now.AddMinutes(-7), 200, SyncState.Applied, true),
        ]);
        var chart = await new WriteChartQuery(test.Database, new FakeTimeProvider(Now)).RunAsync(Auditor(1), ChartSpan.Day, Ct);
        Assert.Equal(24, chart.Bars.Count);
        Assert.Equal(new WriteBar(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), 0, 1, 1, 1), chart.Bars[^1]);
        Assert.Equal(new WriteBar(new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero), 2, 0, 0, 0), chart.Bars[^3]);
        Assert.Equal(5, chart.Total);
    }

    /// <summary>A figure leads to the rows that it counts, and to no others.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_figure_of_the_chart_is_the_number_of_rows_that_it_leads_to(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await AddAsync(test,
        [
            Entry(1, Now.AddHours(-23.9), 200, SyncState.Applied, true),
            Entry(1, Now.AddHours(-22), 200, SyncState.Applied, false),
            Entry(1, Now.AddHours(-2), 200, SyncState.Pending, false),
            Entry(1, Now.AddHours(-2), 200, SyncState.Held, false),
            Entry(1, Now.AddMinutes(-9), 400, SyncState.Applied, false),
            Entry(1, Now.AddMinutes(-8), 200, SyncState.Failed, false),
        ]);
        var chart = await new WriteChartQuery(test.Database, new FakeTimeProvider(Now)).RunAsync(Auditor(1), ChartSpan.Day, Ct);
        var log = new ProvisioningLogQuery(test.Database);
        foreach (var (outcome, count) in new[] { (null, chart.Total), (WriteOutcome.Applied, chart.Applied), (WriteOutcome.Waiting, chart.Waiting), (WriteOutcome.Failed, chart.Failed), (WriteOutcome.Refused, chart.Refused) })
        {
            var rows = await log.RunAsync(Auditor(1), new ProvisioningLogFilter { From = Times.OfKey(Times.Key(chart.From)), Outcome = outcome }, new CursorRequest(KeyCursor.Start, 100), Ct);
            Assert.Equal(count, rows.Items.Count);
        }
    }

    /// <summary>Whoever looks for a name finds what was written under the others.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Somebody_is_found_under_former_and_later_names(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var (carol, other) = (Guid.NewGuid(), Guid.NewGuid());
        await AddAsync(test, [Named("carol.chen@example.com", carol, Now.AddDays(-30)), Named("carol.wong@example.com", carol), Named("dan@example.com", other), Named("chen.li@example.com", null)]);
        var log = new ProvisioningLogQuery(test.Database);

        Assert.Equal(["carol.wong@example.com", "carol.chen@example.com"], await FindAsync("carol.chen"));
        Assert.Equal(["carol.wong@example.com", "carol.chen@example.com"], await FindAsync("WONG"));
        Assert.Equal(["chen.li@example.com", "carol.wong@example.com", "carol.chen@example.com"], await FindAsync("chen"));
        Assert.Equal(["carol.wong@example.com", "carol.chen@example.com"], await FindAsync(carol.ToString()));
        Assert.Empty(await FindAsync(Guid.NewGuid().ToString()));
        Assert.Equal(["carol.wong@example.com"], await FindAsync("carol.chen", Now.AddDays(-1)));

        async Task<IEnumerable<string?>> FindAsync(string text, DateTimeOffset? from = null) =>
            (await log.RunAsync(Auditor(1), new ProvisioningLogFilter { Text = text, From = from }, CursorRequest.Of(null), Ct)).Items.Select(row => row.Entry.Name);

        static ProvisioningEntry Named(string name, Guid? scimId, DateTimeOffset? at = null)
        {
            var entry = Entry(1, at ?? Now, 200, SyncState.Applied, true);
            (entry.Name, entry.ScimId) = (name, scimId);
            return entry;
        }
    }

    [Fact]
    public async Task Filters_apply_together()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var rows = new[] { "User", "Group" }.SelectMany(type => new[] { "203.0.113.1", "203.0.113.2" }.SelectMany(source => new[] { null, "[\"a\"]" }.Select(tolerances =>
        {
            var entry = Entry(1, Now, 409, SyncState.Applied, false);
            (entry.ResourceType, entry.SourceAddress, entry.Tolerances, entry.ErrorType) = (type, source, tolerances, type == "User" ? "uniqueness" : "invalidValue");
            return entry;
        }))).ToList();
        await AddAsync(test, rows);
        var log = new ProvisioningLogQuery(test.Database);

        Assert.Equal(4, await CountAsync(new() { ResourceType = "User" }));
        Assert.Equal(4, await CountAsync(new() { SourceAddress = "203.0.113.2" }));
        Assert.Equal(4, await CountAsync(new() { Tolerated = false }));
        Assert.Equal(4, await CountAsync(new() { ErrorType = "invalidValue" }));
        Assert.Equal(1, await CountAsync(new() { ResourceType = "User", SourceAddress = "203.0.113.2", Tolerated = true, ErrorType = "uniqueness", Outcome = WriteOutcome.Refused }));
        Assert.Equal(0, await CountAsync(new() { ResourceType = "User", ErrorType = "invalidValue" }));
        Assert.Equal(0, await CountAsync(new() { SourceAddress = "203.0.113" }));
        Assert.Equal(2, await log.CountAboveAsync(Auditor(1), new() { ResourceType = "User" }, rows[1].Key, 10, Ct));
        Assert.Equal(1, await log.CountAboveAsync(Auditor(1), new() { ResourceType = "User" }, rows[1].Key, 1, Ct));

        async Task<int> CountAsync(ProvisioningLogFilter filter) => (await log.RunAsync(Auditor(1), filter, CursorRequest.Of(null), Ct)).Items.Count;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Actor Auditor(int organization) => new("person", Guid.NewGuid(), "eve@example.com", organization, Guid.NewGuid(), PortalRole.Auditor, null);

    private static Task AddAsync(TestDatabase test, IEnumerable<ProvisioningEntry> entries) => test.Database.WriteAsync(
        session =>
        {
            session.Context.ProvisioningLog.AddRange(entries);
            session.Context.SaveChanges();
        },
        Ct);

    private static ProvisioningEntry Entry(int organization, DateTimeOffset at, int status, SyncState sync, bool settled) => new()
    {
        RequestId = Guid.NewGuid(), OrganizationKey = organization, IntegrationKey = organization, At = at, Method = "POST", Status = status, Sync = sync,
        SettledAt = settled ? at : null,
    };
}
