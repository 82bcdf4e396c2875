using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Portal.Features.Directory;

/// <summary>How far the Looker roles are that groups are mapped to.</summary>
internal static class RoleStates
{
    public static async Task<ILookup<long, FacetState>> OfAsync(ScimifyContext db, IReadOnlyCollection<long> groupKeys, CancellationToken ct)
    {
        var roles = groupKeys.Count == 0 ? [] : await db.GroupRoles.AsNoTracking()
            .Where(m => groupKeys.Contains(m.GroupKey))
            .Join(db.LookerRoles, m => new { m.IntegrationKey, m.RoleId }, r => new { r.IntegrationKey, r.RoleId }, (m, r) => new { m.GroupKey, r.SyncState, r.SyncError })
            .ToListAsync(ct);
        return roles.ToLookup(r => r.GroupKey, r => new FacetState(r.SyncState, r.SyncError));
    }
}
