using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The writes of a filtered log over its period. Reads at most 50,000 rows, those of the end of the period.</summary>
public sealed class LogHistogramQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    private const long MostRows = 50_000;

    /// <summary>So many rows around may have come earlier than the one with the lowest key.</summary>
    private const int OutOfOrder = 100;

    /// <returns>Null if the period has no writes at all.</returns>
    public Task<LogHistogram?> RunAsync(Actor actor, ProvisioningLogFilter filter, CancellationToken ct) => RunAsync(actor, filter, MostRows, ct);

    internal async Task<LogHistogram?> RunAsync(Actor actor, ProvisioningLogFilter filter, long mostRows, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var period = new ProvisioningLogFilter { IntegrationId = filter.IntegrationId, From = filter.From, To = filter.To };
        var all = await ProvisioningLogQuery.FilteredAsync(db, actor, period, ct);
        if (await all.OrderByDescending(e => e.Key).Select(e => (long?)e.Key).FirstOrDefaultAsync(ct) is not { } newest)
        {
            return null;
        }

        var oldest = newest - mostRows;
        var first = await all.Where(e => e.Key > oldest).OrderBy(e => e.Key).Take(OutOfOrder).MinAsync(e => e.At, ct);
        var isCut = await all.AnyAsync(e => e.Key <= oldest, ct);
        var from = isCut || filter.From is null ? first : filter.From.Value;
        var to = filter.To ?? clock.GetUtcNow();
        var step = LogHistogram.StepOf(to - from);
        var log = (await ProvisioningLogQuery.FilteredAsync(db, actor, filter, ct)).Where(e => e.Key > oldest && e.At >= from);
        var counts = (await CountAsync(db, log, (long)step.TotalMilliseconds, ct)).ToLookup(c => c.Bar);
        var (start, end) = (BarOf(from), BarOf(to - TimeSpan.FromMilliseconds(1)));
        return new LogHistogram(
            from, to, step, isCut, [.. Enumerable.Range(0, (int)Math.Max(1, end - start + 1)).Select(i => WriteBar.Of(At(start + i), counts[start + i]))]);

        long BarOf(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / (long)step.TotalMilliseconds;

        DateTimeOffset At(long bar) => DateTimeOffset.FromUnixTimeMilliseconds(bar * (long)step.TotalMilliseconds);
    }

    /// <summary>One aggregate around the filtered log, whose conditions and parameters stay as they are. EF Core does not divide instants.</summary>
    private static async Task<List<WriteCount>> CountAsync(ScimifyContext db, IQueryable<ProvisioningEntry> log, long step, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        await using var command = log.Select(e => new { e.At, e.Status, e.Sync, e.SettledAt }).CreateDbCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
            WITH writes (at, status, sync, settled_at) AS ({command.CommandText})
            SELECT at / {step}, status, sync, CASE WHEN settled_at IS NULL THEN 0 ELSE 1 END, COUNT(*) FROM writes GROUP BY 1, 2, 3, 4
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new List<WriteCount>();
        while (await reader.ReadAsync(ct))
        {
            counts.Add(new(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt64(4)));
        }

        return counts;
    }
}

/// <param name="From">Where the counting begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Step">Of a bar.</param>
/// <param name="IsCut">The period has more writes than are counted: those before <paramref name="From"/> are left out.</param>
/// <param name="Bars">Also those without writes. The first may begin before <paramref name="From"/>, at a round time.</param>
public sealed record LogHistogram(DateTimeOffset From, DateTimeOffset To, TimeSpan Step, bool IsCut, IReadOnlyList<WriteBar> Bars)
{
    private const int MostBars = 60;

    private static readonly TimeSpan[] Steps =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(n => TimeSpan.FromSeconds(n)), .. new[] { 1, 2, 5, 10, 15, 30 }.Select(n => TimeSpan.FromMinutes(n)),
        .. new[] { 1, 2, 3, 6, 12 }.Select(n => TimeSpan.FromHours(n)), .. new[] { 1, 2, 7, 14, 30, 90, 365 }.Select(n => TimeSpan.FromDays(n)),
    ];

    public WriteBar Sum => new(From, Bars.Sum(b => b.Applied), Bars.Sum(b => b.Waiting), Bars.Sum(b => b.Failed), Bars.Sum(b => b.Refused));

    /// <summary>The smallest step that makes a legible number of bars.</summary>
    internal static TimeSpan StepOf(TimeSpan length) => Steps.FirstOrDefault(step => length / step < MostBars, Steps[^1]);

    /// <summary>The part of the period that a bar stands for, in whole seconds.</summary>
    internal (DateTimeOffset From, DateTimeOffset To) SpanOf(WriteBar bar) => (bar.From < From && !IsCut ? From : bar.From, bar.From + Step);
}
