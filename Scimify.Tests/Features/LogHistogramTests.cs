using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Sync;
using Scimify.Portal.Features.ProvisioningLog;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>The chart above the provisioning log, on both databases.</summary>
public sealed class LogHistogramTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 30, 0, TimeSpan.Zero);
    private static readonly Actor Auditor = new("person", Guid.NewGuid(), "eve@example.com", 1, Guid.NewGuid(), PortalRole.Auditor, null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A bar leads to the rows that it counts, and to no others.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_bar_counts_the_rows_that_it_leads_to(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var random = new Random(4);
        await AddAsync(test, Enumerable.Range(0, 400).Select(i => Entry(
            1 + (i % 5 == 0 ? 1 : 0),
            Now.AddSeconds(-9000 + (i * 20) + random.Next(-40, 40)),
            i % 7 == 0 ? 409 : 200,
            (SyncState)(i % 6),
            (ProvisioningAction)(i % 4))));
        var (histograms, log) = (new LogHistogramQuery(test.Database, new FakeTimeProvider(Now)), new ProvisioningLogQuery(test.Database));
        foreach (var filter in new ProvisioningLogFilter[]
        {
            new(), new() { From = Now.AddHours(-1) }, new() { From = Now.AddHours(-2), To = Now.AddHours(-1) }, new() { Outcome = WriteOutcome.Refused },
            new() { Action = ProvisioningAction.Update, From = Now.AddMinutes(-30) }, new() { Text = "person 7" },
        })
        {
            var histogram = (await histograms.RunAsync(Auditor, filter, Ct))!;
            var rows = await RowsAsync(filter);
            Assert.NotEmpty(rows);
            Assert.InRange(histogram.Bars.Count, 10, 61);
            Assert.Equal((rows.Count, false), ((int)histogram.Sum.Total, histogram.IsCut));
            foreach (var bar in histogram.Bars)
            {
                var (from, to) = histogram.SpanOf(bar);
                var led = await RowsAsync(filter with { From = Times.OfKey(Times.Key(from)), To = filter.To < to ? filter.To : Times.OfKey(Times.Key(to)) });
                Assert.Equal(
                    bar,
                    new WriteBar(bar.From, Count(led, WriteOutcome.Applied), Count(led, WriteOutcome.Waiting), Count(led, WriteOutcome.Failed), Count(led, WriteOutcome.Refused)));
            }
        }

        async Task<IReadOnlyList<LogRow>> RowsAsync(ProvisioningLogFilter filter) =>
            [.. (await log.RunAsync(Auditor, filter, new CursorRequest(KeyCursor.Start, 500), Ct)).Items.Select(LogRow.Of)];

        static int Count(IReadOnlyList<LogRow> rows, string outcome) => rows.Count(row => row.Outcome.Key == outcome);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_is_too_much_is_left_out_and_said(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await AddAsync(test, Enumerable.Range(0, 300).Select(i => Entry(1, Now.AddMinutes(i - 300), 200, SyncState.Applied, ProvisioningAction.Create)));
        var histograms = new LogHistogramQuery(test.Database, new FakeTimeProvider(Now));

        var cut = (await histograms.RunAsync(Auditor, new(), mostRows: 120, Ct))!;
        Assert.Equal((true, 120L, Now.AddMinutes(-120)), (cut.IsCut, cut.Sum.Total, cut.From));
        Assert.Equal((true, 120L), ((await histograms.RunAsync(Auditor, new() { From = Now.AddMinutes(-250) }, mostRows: 120, Ct))!.IsCut, cut.Bars.Sum(b => b.Total)));
        Assert.False((await histograms.RunAsync(Auditor, new() { From = Now.AddMinutes(-60) }, mostRows: 120, Ct))!.IsCut);
        Assert.Null(await histograms.RunAsync(Auditor, new() { To = Now.AddDays(-9) }, mostRows: 120, Ct));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    [InlineData(3_600, 120)]
    [InlineData(86_400, 1_800)]
    [InlineData(2_592_000, 86_400)]
    [InlineData(63_072_000, 1_209_600)]
    [InlineData(630_720_000, 31_536_000)]
    public void A_bar_stands_for_a_round_time(int seconds, int step) => Assert.Equal(TimeSpan.FromSeconds(step), LogHistogram.StepOf(TimeSpan.FromSeconds(seconds)));

    private static Task AddAsync(TestDatabase test, IEnumerable<ProvisioningEntry> entries) => test.Database.WriteAsync(
        session =>
        {
            session.Context.ProvisioningLog.AddRange(entries);
            session.Context.SaveChanges();
        },
        Ct);

    private static ProvisioningEntry Entry(int organization, DateTimeOffset at, int status, SyncState sync, ProvisioningAction action) => new()
    {
        RequestId = Guid.NewGuid(), OrganizationKey = organization, IntegrationKey = organization, At = at, Method = "POST", Status = status, Sync = sync, Action = action,
        Name = $"person {at.Second % 10}", SettledAt = sync == SyncState.Applied ? at : null,
    };
}
