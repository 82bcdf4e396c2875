using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>The figures in a pack's manifest.</summary>
public sealed class PackTotalsQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<PackTotals> TotalsAsync(PackIntegration integration, CancellationToken ct)
    {
        var key = integration.View.Key;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var scim = await db.IntegrationCounters.Where(c => c.IntegrationKey == key)
            .Select(c => new PackScimTotals(c.Users, c.ActiveUsers, c.Groups, c.Memberships)).SingleOrDefaultAsync(ct) ?? new(0, 0, 0, 0);
        var readAt = await db.ReconcileRuns.Where(r => r.IntegrationKey == key && r.State == ReconcileState.Done && r.Inventory).MaxAsync(r => r.FinishedAt, ct);
        var looker = await db.LookerInventory.Where(i => i.IntegrationKey == key)
            .GroupBy(i => 1)
            .Select(g => new PackLookerTotals(
                readAt,
                g.LongCount(i => !i.IsGroup),
                g.LongCount(i => !i.IsGroup && (i.Traits & InventoryTraits.Disabled) != 0),
                g.LongCount(i => i.IsGroup)))
            .SingleOrDefaultAsync(ct);
        return new(integration.View.Id, integration.View.Name, integration.Folder, scim, looker ?? (readAt is null ? null : new(readAt, 0, 0, 0)));
    }

    public async Task<PackOrganization> OrganizationAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Organizations.Where(o => o.Key == organizationKey).Select(o => new PackOrganization(o.Id, o.Name)).SingleAsync(ct);
    }

    public async Task<PackChain> ChainAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.AuditChains.Where(c => c.OrganizationKey == organizationKey).Select(c => new PackChain(c.Entries, c.Hash)).SingleOrDefaultAsync(ct) ?? new(0, "");
    }
}
