using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Plan;

/// <summary>What an integration would do in Looker if it were live. Looker is not asked.</summary>
public sealed class PlanQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public async Task<PlanView> RunAsync(Actor actor, Guid integrationId, PlanKind kind, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var counts = await CountAsync(db, integration.Key, ct);
        IReadOnlyList<PlanRow> rows = kind switch
        {
            PlanKind.Groups => [.. (await Waiting(db.ScimGroups, integration.Key).OrderBy(g => g.DisplayNameNorm).ThenBy(g => g.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct))
                .Select(g => new PlanRow(g.Id, $"groups/{g.Id}", g.DeletedAt is null, g.DisplayName, PlannedEffects.Of(g, integration.Policies), g.UpdatedAt))],
            PlanKind.Roles => [.. (await Waiting(db.LookerRoles, integration.Key).OrderBy(r => r.Name).ThenBy(r => r.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct))
                .Select(r => new PlanRow(r.Id, "mappings", true, r.Name, PlannedEffects.Of(r), DateTimeOffset.FromUnixTimeMilliseconds(r.DueSince ?? 0)))],
            PlanKind.Members => await MembersAsync(db, integration.Key, part, ct),
            _ => [.. (await Waiting(db.ScimUsers, integration.Key).OrderBy(u => u.UserNameNorm).ThenBy(u => u.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct))
                .Select(u => new PlanRow(u.Id, $"users/{u.Id}", u.DeletedAt is null, u.UserName, PlannedEffects.Of(u, integration.Policies), u.UpdatedAt))],
        };
        return new PlanView(integration, counts, rows);
    }

    public async Task<PlanCounts> CountAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await CountAsync(db, integration.Key, ct);
    }

    private static async Task<PlanCounts> CountAsync(ScimifyContext db, int key, CancellationToken ct)
    {
        var users = await Waiting(db.ScimUsers, key).GroupBy(u => new { Leaves = !u.Active || u.DeletedAt != null, IsNew = u.LookerUserId == null })
            .Select(g => new { g.Key.Leaves, g.Key.IsNew, Count = g.LongCount() }).ToListAsync(ct);
        var groups = await Waiting(db.ScimGroups, key).GroupBy(g => new { Leaves = g.DeletedAt != null, IsNew = g.LookerGroupId == null })
            .Select(g => new { g.Key.Leaves, g.Key.IsNew, Count = g.LongCount() }).ToListAsync(ct);
        var members = await Waiting(db.Memberships, key).GroupBy(m => m.Desired).Select(g => new { Desired = g.Key, Count = g.LongCount() }).ToListAsync(ct);
        return new PlanCounts(
            users.Where(u => u is { Leaves: false, IsNew: true }).Sum(u => u.Count),
            users.Where(u => u is { Leaves: false, IsNew: false }).Sum(u => u.Count),
            users.Where(u => u.Leaves).Sum(u => u.Count),
            groups.Where(g => g is { Leaves: false, IsNew: true }).Sum(g => g.Count),
            groups.Where(g => g is { Leaves: false, IsNew: false }).Sum(g => g.Count),
            groups.Where(g => g.Leaves).Sum(g => g.Count),
            members.Where(m => m.Desired).Sum(m => m.Count),
            members.Where(m => !m.Desired).Sum(m => m.Count),
            await Waiting(db.LookerRoles, key).LongCountAsync(ct));
    }

    private static async Task<IReadOnlyList<PlanRow>> MembersAsync(ScimifyContext db, int key, PageRequest part, CancellationToken ct)
    {
        var rows = await Waiting(db.Memberships, key)
            .Join(db.ScimGroups, m => m.GroupKey, g => g.Key, (m, g) => new { Membership = m, Group = g })
            .Join(db.ScimUsers, p => p.Membership.UserKey, u => u.Key, (p, u) => new { p.Membership, p.Group, User = u })
            .OrderBy(p => p.Group.DisplayNameNorm).ThenBy(p => p.User.UserNameNorm).ThenBy(p => p.Membership.GroupKey).ThenBy(p => p.Membership.UserKey)
            .Skip(part.Skip).Take(part.Size)
            .Select(p => new { p.Membership, GroupId = p.Group.Id, p.Group.DisplayName, p.Group.DeletedAt, p.Group.UpdatedAt, p.User.UserName, UserId = p.User.Id })
            .ToListAsync(ct);
        return [.. rows.Select(p => new PlanRow(
            p.UserId, $"groups/{p.GroupId}", p.DeletedAt is null, $"{p.DisplayName}: {p.UserName}", PlannedEffects.Of(p.Membership), p.UpdatedAt))];
    }

    // The literal comparison lets the index of unsettled rows be used.
    private static IQueryable<T> Waiting<T>(IQueryable<T> rows, int integrationKey)
        where T : SyncColumns => rows.Where(r =>
            r.IntegrationKey == integrationKey && r.SyncState > SyncState.Applied && (r.SyncState == SyncState.Planned || r.SyncState == SyncState.Pending));
}

public enum PlanKind
{
    People,
    Groups,
    Members,
    Roles,
}

/// <param name="NewPeople">Accounts to be taken over or made.</param>
/// <param name="Leavers">Disabled or deleted people.</param>
/// <param name="Joins">People who enter a group.</param>
/// <param name="Roles">Looker roles whose groups change.</param>
public sealed record PlanCounts(
    long NewPeople, long ChangedPeople, long Leavers, long NewGroups, long ChangedGroups, long RemovedGroups, long Joins, long Leaves, long Roles = 0)
{
    public long People => NewPeople + ChangedPeople + Leavers;

    public long Groups => NewGroups + ChangedGroups + RemovedGroups;

    public long Members => Joins + Leaves;

    public long Total => People + Groups + Members + Roles;

    public long Of(PlanKind kind) => kind switch { PlanKind.Groups => Groups, PlanKind.Members => Members, PlanKind.Roles => Roles, _ => People };
}

public sealed record PlanView(IntegrationView Integration, PlanCounts Counts, IReadOnlyList<PlanRow> Rows);

/// <param name="Path">Its page, below the integration's.</param>
/// <param name="HasPage">False for what SCIM does not show any more.</param>
public sealed record PlanRow(Guid Id, string Path, bool HasPage, string Name, IReadOnlyList<string> Effects, DateTimeOffset UpdatedAt);
