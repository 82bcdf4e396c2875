using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Engine;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Plan;

namespace Scimify.Portal.Features.Plan;

/// <summary>What an integration would do in Looker if it were live. Looker is not called.</summary>
public sealed class PlanQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public async Task<PlanView> RunAsync(Actor actor, Guid integrationId, PlanKind kind, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var counts = await PlanCountQuery.CountAsync(db, integration.Key, ct);
        IReadOnlyList<PlanRow> rows = kind switch
        {
            PlanKind.Groups => [.. (await db.ScimGroups.Waiting(integration.Key).OrderBy(g => g.DisplayNameNorm).ThenBy(g => g.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct))
                .Select(g => new PlanRow(g.Id, $"groups/{g.Id}", g.DeletedAt is null, g.DisplayName, PlannedEffects.Of(g, integration.Policies), g.UpdatedAt))],
            PlanKind.Roles => [.. (await db.LookerRoles.Waiting(integration.Key).OrderBy(r => r.Name).ThenBy(r => r.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct))
                .Select(r => new PlanRow(r.Id, "mappings", true, r.Name, PlannedEffects.Of(r), DateTimeOffset.FromUnixTimeMilliseconds(r.DueSince ?? 0)))],
            PlanKind.Members => await MembersAsync(db, integration.Key, part, ct),
            _ => [.. (await db.ScimUsers.Waiting(integration.Key).OrderBy(u => u.UserNameNorm).ThenBy(u => u.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct))
                .Select(u => new PlanRow(u.Id, $"users/{u.Id}", u.DeletedAt is null, u.UserName, PlannedEffects.Of(u, integration.Policies), u.UpdatedAt))],
        };
        return new PlanView(integration, counts, rows);
    }

    private static async Task<IReadOnlyList<PlanRow>> MembersAsync(ScimifyContext db, int key, PageRequest part, CancellationToken ct)
    {
        var rows = await db.Memberships.Waiting(key)
            .Join(db.ScimGroups, m => m.GroupKey, g => g.Key, (m, g) => new { Membership = m, Group = g })
            .Join(db.ScimUsers, p => p.Membership.UserKey, u => u.Key, (p, u) => new { p.Membership, p.Group, User = u })
            .OrderBy(p => p.Group.DisplayNameNorm).ThenBy(p => p.User.UserNameNorm).ThenBy(p => p.Membership.GroupKey).ThenBy(p => p.Membership.UserKey)
            .Skip(part.Skip).Take(part.Size)
            .Select(p => new { p.Membership, GroupId = p.Group.Id, p.Group.DisplayName, p.Group.DeletedAt, p.Group.UpdatedAt, p.User.UserName, UserId = p.User.Id })
            .ToListAsync(ct);
        return [.. rows.Select(p => new PlanRow(
            p.UserId, $"groups/{p.GroupId}", p.DeletedAt is null, $"{p.DisplayName}: {p.UserName}", PlannedEffects.Of(p.Membership), p.UpdatedAt))];
    }
}

public sealed record PlanView(IntegrationView Integration, PlanCounts Counts, IReadOnlyList<PlanRow> Rows);

/// <param name="Path">Its page, below the integration's.</param>
/// <param name="HasPage">False for what SCIM no longer shows.</param>
public sealed record PlanRow(Guid Id, string Path, bool HasPage, string Name, IReadOnlyList<string> Effects, DateTimeOffset UpdatedAt);
