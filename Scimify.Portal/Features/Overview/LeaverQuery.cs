using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Sync;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Overview;

/// <summary>How long people kept their access after the identity provider had taken it.</summary>
public sealed class LeaverQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    /// <summary>The newest ones count, so that a busy month costs no more than a quiet one.</summary>
    private const int MostCounted = 1000;

    private const int MostShown = 5;

    public async Task<Leavers> RunAsync(Actor actor, ChartSpan span, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        var from = clock.GetUtcNow() - (span.Step * span.Bars);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var firstKey = await KeyAtTime.FirstAsync(db.ProvisioningLog, e => e.Key, e => new LogPoint(e.Key, e.At), from, ct);
        var rows = await db.ProvisioningLog
            .Where(e => e.OrganizationKey == actor.OrganizationKey && e.Key >= firstKey && e.At >= from && e.ResourceType == "User" && e.Status < 400
                && (e.Action == ProvisioningAction.Disable || e.Action == ProvisioningAction.Delete) && (e.SettledAt != null || e.Sync == SyncState.Applied))
            .OrderByDescending(e => e.Key).Take(MostCounted)
            .Select(e => new { e.RequestId, e.Name, e.At, e.DurationMs, e.SettledAt })
            .ToListAsync(ct);
        var leavers = rows.Select(e => new Leaver(e.RequestId, e.Name ?? "Not known", e.At, TimeSpan.FromMilliseconds(Math.Max(e.DurationMs, (e.SettledAt - e.At)?.TotalMilliseconds ?? 0)))).ToList();
        var sorted = leavers.Select(l => l.Took).Order().ToList();
        return new Leavers(leavers.Count, Percentile(sorted, 0.5), Percentile(sorted, 0.95), [.. leavers.Take(MostShown)]);
    }

    /// <summary>The nearest rank: a time that somebody really waited.</summary>
    private static TimeSpan? Percentile(List<TimeSpan> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}

/// <param name="Median">Half of them took no longer; null if there were none.</param>
/// <param name="Slow">Nineteen of twenty took no longer.</param>
/// <param name="Newest">The last few.</param>
public sealed record Leavers(int Count, TimeSpan? Median, TimeSpan? Slow, IReadOnlyList<Leaver> Newest);

/// <param name="AskedAt">When the identity provider took the access.</param>
/// <param name="Took">Until Looker had it.</param>
public sealed record Leaver(Guid RequestId, string Name, DateTimeOffset AskedAt, TimeSpan Took);
