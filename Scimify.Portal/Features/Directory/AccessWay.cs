using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Directory;

/// <summary>One way in which access comes: a pushed group, the group in Looker, the roles that it is mapped to.</summary>
/// <param name="LookerGroupId">Null if Looker does not have it.</param>
/// <param name="Roles">Their names; none if what the group opens is set in Looker.</param>
public sealed record AccessWay(Guid GroupId, string Group, string? LookerGroupId, IReadOnlyList<string> Roles)
{
    public const int Most = 4;

    /// <summary>The first few of a user's groups, those with roles first.</summary>
    public static async Task<IReadOnlyList<AccessWay>> OfAsync(ScimifyContext db, long userKey, CancellationToken ct)
    {
        var groups = await db.Memberships.Where(m => m.UserKey == userKey && m.Desired)
            .Join(db.ScimGroups.Where(g => g.DeletedAt == null), m => m.GroupKey, g => g.Key, (m, g) => g)
            .OrderBy(g => db.GroupRoles.Any(r => r.GroupKey == g.Key) ? 0 : 1).ThenBy(g => g.DisplayNameNorm).ThenBy(g => g.Key).Take(Most)
            .Select(g => new { g.Key, g.Id, g.DisplayName, g.LookerGroupId }).ToListAsync(ct);
        var keys = groups.Select(g => g.Key).ToList();
        var roles = (await db.GroupRoles.Where(m => keys.Contains(m.GroupKey))
            .Join(db.LookerRoles, m => new { m.IntegrationKey, m.RoleId }, r => new { r.IntegrationKey, r.RoleId }, (m, r) => new { m.GroupKey, r.Name })
            .OrderBy(r => r.Name).ToListAsync(ct)).ToLookup(r => r.GroupKey, r => r.Name);
        return [.. groups.Select(g => new AccessWay(g.Id, g.DisplayName, g.LookerGroupId, [.. roles[g.Key]]))];
    }
}
