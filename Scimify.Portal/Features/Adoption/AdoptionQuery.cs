using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Adoption;

/// <summary>One page of the inventory with its numbers, and the reading that it comes from.</summary>
public sealed class AdoptionQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations, InventoryQuery inventory)
{
    public async Task<AdoptionView> RunAsync(Actor actor, Guid integrationId, InventoryFilter filter, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var last = await db.ReconcileRuns.AsNoTracking().Where(r => r.IntegrationKey == integration.Key && r.Inventory).OrderByDescending(r => r.Key).FirstOrDefaultAsync(ct);
        var counts = await inventory.CountAsync(integration.Key, ct);
        var rows = await inventory.RunAsync(integration, filter, part, ct);
        var soFar = last is { State: ReconcileState.Running } ? await db.LookerInventory.CountAsync(i => i.IntegrationKey == integration.Key && i.RunKey == last.Key, ct) : 0;
        return new AdoptionView(integration, last, soFar, counts, rows);
    }
}

/// <param name="Last">The reading that is running or ran last; null if there was none.</param>
/// <param name="ReadSoFar">The users and groups that the running reading has read.</param>
public sealed record AdoptionView(IntegrationView Integration, ReconcileRun? Last, int ReadSoFar, InventoryCounts Counts, ResultPage<InventoryRow> Rows)
{
    public bool IsRunning => Last is { State: ReconcileState.Running };
}
