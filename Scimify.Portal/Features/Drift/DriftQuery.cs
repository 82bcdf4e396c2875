using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Drift;

/// <summary>An integration's open differences, and the comparison that found them. Callers have checked the permission.</summary>
public sealed class DriftQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>Access that was given back by hand first, then the newest.</summary>
    /// <param name="kind">Null for all.</param>
    public async Task<ResultPage<DriftItem>> RunAsync(int integrationKey, DriftKind? kind, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var open = db.DriftItems.AsNoTracking().OpenOf(integrationKey).Where(d => kind == null || d.Kind == kind);
        return new(await open.MostUrgentFirst().Skip(part.Skip).Take(part.Size).ToListAsync(ct), part, await open.LongCountAsync(ct));
    }

    /// <returns>The comparison that is running or ran last, null if there was none, how many differences are open, and how many of them are in managed state.</returns>
    public async Task<(ReconcileRun? Last, long Open, long Repairable)> StateAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return (
            await db.ReconcileRuns.AsNoTracking().Where(r => r.IntegrationKey == integrationKey).OrderByDescending(r => r.Key).FirstOrDefaultAsync(ct),
            await db.DriftItems.OpenOf(integrationKey).LongCountAsync(ct),
            await db.DriftItems.OpenOf(integrationKey).LongCountAsync(d => d.Managed, ct));
    }
}
