using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Drift;

/// <summary>An integration's differences, and the comparison that found them. Callers have checked the permission.</summary>
public sealed class DriftQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>Access that was given back by hand first, then the newest.</summary>
    /// <param name="kind">Null for all.</param>
    public async Task<ResultPage<DriftItem>> RunAsync(int integrationKey, DriftState state, DriftKind? kind, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var items = db.DriftItems.AsNoTracking().In(integrationKey, state).Where(d => kind == null || d.Kind == kind);
        return new(await items.MostUrgentFirst().Skip(part.Skip).Take(part.Size).ToListAsync(ct), part, await items.LongCountAsync(ct));
    }

    /// <returns>The comparison that is running or ran last, null if there was none, and how many differences there are.</returns>
    public async Task<(ReconcileRun? Last, DriftCounts Counts)> StateAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var last = await db.ReconcileRuns.AsNoTracking().Where(r => r.IntegrationKey == integrationKey).OrderByDescending(r => r.Key).FirstOrDefaultAsync(ct);
        var counts = await db.DriftItems.Where(d => d.IntegrationKey == integrationKey)
            .GroupBy(d => new { d.State, d.Managed }).Select(g => new { g.Key.State, g.Key.Managed, Count = g.LongCount() }).ToListAsync(ct);
        return (last, new DriftCounts(
            Of(DriftState.Open), counts.Where(c => c.State == DriftState.Open && c.Managed).Sum(c => c.Count), Of(DriftState.Accepted), Of(DriftState.Ignored)));

        long Of(DriftState state) => counts.Where(c => c.State == state).Sum(c => c.Count);
    }
}

/// <summary>How many differences an integration has.</summary>
/// <param name="Repairable">How many of the open ones are in managed state.</param>
public sealed record DriftCounts(long Open, long Repairable, long Accepted, long Ignored);
