using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Overview;

/// <summary>SCIM writes for each hour or day, by outcome.</summary>
public sealed class WriteChartQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    public async Task<WriteChart> RunAsync(Actor actor, ChartSpan span, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        var step = (long)span.Step.TotalMilliseconds;
        var last = clock.GetUtcNow().ToUnixTimeMilliseconds() / step;
        var first = last - span.Bars + 1;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var firstKey = await KeyAtTime.FirstAsync(
            db.ProvisioningLog, e => e.Key, e => new LogPoint(e.Key, e.At), DateTimeOffset.FromUnixTimeMilliseconds(first * step), ct);
        var counts = await db.Database.SqlQuery<BarCount>($"""
            SELECT at / {step} AS "Bar", integration_key AS "IntegrationKey", status AS "Status", sync AS "Sync",
                   CASE WHEN settled_at IS NULL THEN 0 ELSE 1 END AS "Settled", COUNT(*) AS "Writes"
            FROM provisioning_log
            WHERE organization_key = {actor.OrganizationKey} AND key >= {firstKey} AND at >= {first * step}
            GROUP BY 1, 2, 3, 4, 5
            """).ToListAsync(ct);
        var byBar = counts.ToLookup(c => c.Bar);
        return new WriteChart(span, [.. Enumerable.Range(0, span.Bars).Select(i => WriteBar.Of(DateTimeOffset.FromUnixTimeMilliseconds((first + i) * step), byBar[first + i]))],
            counts.Where(c => c.IntegrationKey is not null).GroupBy(c => c.IntegrationKey!.Value).ToDictionary(g => g.Key, g => g.Sum(c => c.Writes)));
    }

    private sealed record BarCount(long Bar, int? IntegrationKey, int Status, int Sync, int Settled, long Writes) : WriteCount(Bar, Status, Sync, Settled, Writes);
}

/// <param name="ByIntegration">Writes of the whole span, by the key of the integration.</param>
public sealed record WriteChart(ChartSpan Span, IReadOnlyList<WriteBar> Bars, IReadOnlyDictionary<int, long> ByIntegration)
{
    /// <summary>Where the counting begins: a full hour or day.</summary>
    public DateTimeOffset From => Bars[0].From;

    public long Applied => Bars.Sum(b => b.Applied);

    public long Waiting => Bars.Sum(b => b.Waiting);

    public long Failed => Bars.Sum(b => b.Failed);

    public long Refused => Bars.Sum(b => b.Refused);

    public long Total => Bars.Sum(b => b.Total);
}

/// <summary>How far back the chart goes. The key is part of the URL.</summary>
public sealed record ChartSpan(string Key, string Text, TimeSpan Step, int Bars)
{
    public static readonly ChartSpan Day = new("24h", "24 hours", TimeSpan.FromHours(1), 24);
    public static readonly ChartSpan Week = new("7d", "7 days", TimeSpan.FromDays(1), 7);
    public static readonly ChartSpan Month = new("30d", "30 days", TimeSpan.FromDays(1), 30);

    public static readonly IReadOnlyList<ChartSpan> All = [Day, Week, Month];

    public static ChartSpan Of(string? key) => All.FirstOrDefault(span => span.Key == key) ?? Day;
}
