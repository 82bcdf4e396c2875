using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Sync;

namespace Scimify.Portal.Features.Directory;

/// <summary>A Looker role that a group is mapped to.</summary>
/// <param name="Reason">Why Looker does not have it yet; null if there is nothing to say.</param>
public sealed record OpenedRole(string Name, SyncState State, string? Reason)
{
    public static async Task<IReadOnlyList<OpenedRole>> OfAsync(ScimifyContext db, long groupKey, CancellationToken ct) => await db.GroupRoles
        .Where(m => m.GroupKey == groupKey)
        .Join(db.LookerRoles, m => new { m.IntegrationKey, m.RoleId }, r => new { r.IntegrationKey, r.RoleId }, (m, r) => r)
        .OrderBy(r => r.Name)
        .Select(r => new OpenedRole(r.Name, r.SyncState, r.SyncError))
        .ToListAsync(ct);
}
