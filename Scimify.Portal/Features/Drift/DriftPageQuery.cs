using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;

namespace Scimify.Portal.Features.Drift;

/// <summary>Open differences of an integration, access given by hand first, and the last comparison.</summary>
public sealed class DriftPageQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public const int PageSize = 50;

    public async Task<DriftView> RunAsync(Actor actor, Guid integrationId, DriftKind? kind, int page, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var open = db.DriftItems.AsNoTracking().OpenOf(integration.Key);
        var matching = open.Where(d => kind == null || d.Kind == kind);
        var rows = await matching.MostUrgentFirst().Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(ct);
        return new DriftView(
            integration,
            await db.ReconcileRuns.AsNoTracking().Where(r => r.IntegrationKey == integration.Key).OrderByDescending(r => r.Key).FirstOrDefaultAsync(ct),
            rows,
            await matching.LongCountAsync(ct),
            await open.LongCountAsync(d => d.Managed, ct));
    }
}

/// <param name="Last">The comparison that runs or ran last; null: there was none.</param>
/// <param name="Repairable">Open differences of managed state, whatever the filter.</param>
public sealed record DriftView(IntegrationView Integration, ReconcileRun? Last, IReadOnlyList<DriftItem> Rows, long Total, long Repairable)
{
    public bool IsRunning => Last is { State: ReconcileState.Running };
}
