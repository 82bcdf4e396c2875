using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Directory;

/// <summary>One SCIM group, a page of its members, and its state in Looker.</summary>
public sealed class GroupQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public const int PageSize = 50;

    /// <param name="stepsSince">Unix milliseconds: also shows what was done in Looker since then.</param>
    /// <exception cref="NotFoundException">This integration has no such group.</exception>
    public async Task<GroupDetails> RunAsync(Actor actor, Guid integrationId, Guid scimId, PageRequest part, long? stepsSince, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var group = await db.ScimGroups.FirstOrDefaultAsync(g => g.IntegrationKey == integration.Key && g.Id == scimId && g.DeletedAt == null, ct)
            ?? throw new NotFoundException("This integration has no such group.");
        var body = await db.ScimGroupBodies.Where(b => b.GroupKey == group.Key).Select(b => b.Json).FirstOrDefaultAsync(ct);
        var memberships = db.Memberships.Where(m => m.GroupKey == group.Key && (m.Desired || m.SyncState > SyncState.Applied));
        var total = await memberships.LongCountAsync(ct);
        var members = await memberships
            .Join(db.ScimUsers, m => m.UserKey, u => u.Key, (m, u) => new { m, u })
            .OrderBy(x => x.u.UserNameNorm).ThenBy(x => x.u.Key).Skip(part.Skip).Take(part.Size)
            .Select(x => new MemberRow(x.u.Id, x.u.UserName, x.u.DeletedAt != null, x.m.Desired, x.m.SyncState, x.m.SyncError)).ToListAsync(ct);
        var roles = (await RoleStates.OfAsync(db, [group.Key], ct))[group.Key];
        return new GroupDetails(
            integration, group.Id, group.DisplayName, group.ExternalId, group.Version, group.CreatedAt, group.UpdatedAt,
            ResourceSync.Of(group, group.LookerGroupId, group.LinkState, FacetStates.Of(group, [.. roles])), BodyAttributes.Of(body), members, total,
            group.RequestId is { } id && await db.ProvisioningLog.AnyAsync(e => e.RequestId == id, ct),
            await ResyncProgress.OfAsync(db, integration.Key, scimId, stepsSince, ct),
            await OpenedRole.OfAsync(db, group.Key, ct),
            Permissions.Grants(actor.Role, Permission.ReadLogs) ? await Timeline.OfAsync(db, integration.Key, scimId, ct) : null);
    }
}

/// <param name="Roles">What members get by mapping.</param>
/// <param name="Timeline">Null if the role may not read logs.</param>
public sealed record GroupDetails(
    IntegrationView Integration,
    Guid Id,
    string Name,
    string? ExternalId,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ResourceSync Sync,
    IReadOnlyList<DiffRow> Attributes,
    IReadOnlyList<MemberRow> Members,
    long MemberCount,
    bool HasRequest,
    ResyncProgress? Steps,
    IReadOnlyList<OpenedRole> Roles,
    IReadOnlyList<LogRow>? Timeline)
{
    /// <summary>The integration's text, with the organization's ID in it.</summary>
    public string Description => Integration.GroupDescription.Replace("{tenant_id}", Integration.OrganizationId.ToString(), StringComparison.Ordinal);
}
