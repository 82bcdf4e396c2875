using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Shared.Plan;

/// <summary>How much an integration would do in Looker if it were live. Looker is not called.</summary>
public sealed class PlanCountQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public async Task<PlanCounts> CountAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await CountAsync(db, integration.Key, ct);
    }

    internal static async Task<PlanCounts> CountAsync(ScimifyContext db, int key, CancellationToken ct)
    {
        var users = await db.ScimUsers.Waiting(key).GroupBy(u => new { Leaves = !u.Active || u.DeletedAt != null, IsNew = u.LookerUserId == null })
            .Select(g => new { g.Key.Leaves, g.Key.IsNew, Count = g.LongCount() }).ToListAsync(ct);
        var groups = await db.ScimGroups.Waiting(key).GroupBy(g => new { Leaves = g.DeletedAt != null, IsNew = g.LookerGroupId == null })
            .Select(g => new { g.Key.Leaves, g.Key.IsNew, Count = g.LongCount() }).ToListAsync(ct);
        var members = await db.Memberships.Waiting(key).GroupBy(m => m.Desired).Select(g => new { Desired = g.Key, Count = g.LongCount() }).ToListAsync(ct);
        return new PlanCounts(
            users.Where(u => u is { Leaves: false, IsNew: true }).Sum(u => u.Count),
            users.Where(u => u is { Leaves: false, IsNew: false }).Sum(u => u.Count),
            users.Where(u => u.Leaves).Sum(u => u.Count),
            groups.Where(g => g is { Leaves: false, IsNew: true }).Sum(g => g.Count),
            groups.Where(g => g is { Leaves: false, IsNew: false }).Sum(g => g.Count),
            groups.Where(g => g.Leaves).Sum(g => g.Count),
            members.Where(m => m.Desired).Sum(m => m.Count),
            members.Where(m => !m.Desired).Sum(m => m.Count),
            await db.LookerRoles.Waiting(key).LongCountAsync(ct));
    }
}

public enum PlanKind
{
    People,
    Groups,
    Members,
    Roles,
}

/// <param name="NewPeople">Accounts that would be taken over or created.</param>
/// <param name="Leavers">Disabled or deleted people.</param>
/// <param name="Joins">People who would join a group.</param>
/// <param name="Roles">Looker roles whose groups would change.</param>
public sealed record PlanCounts(
    long NewPeople, long ChangedPeople, long Leavers, long NewGroups, long ChangedGroups, long RemovedGroups, long Joins, long Leaves, long Roles = 0)
{
    public long People => NewPeople + ChangedPeople + Leavers;

    public long Groups => NewGroups + ChangedGroups + RemovedGroups;

    public long Members => Joins + Leaves;

    public long Total => People + Groups + Members + Roles;

    public long Of(PlanKind kind) => kind switch { PlanKind.Groups => Groups, PlanKind.Members => Members, PlanKind.Roles => Roles, _ => People };
}
