using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Directory;

/// <summary>One SCIM user, its attributes, a page of its groups, and its state in Looker.</summary>
public sealed class UserQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public const int PageSize = 25;

    /// <param name="stepsSince">Unix milliseconds: also shows what was done in Looker since then.</param>
    /// <exception cref="NotFoundException">This integration has no such user.</exception>
    public async Task<UserDetails> RunAsync(Actor actor, Guid integrationId, Guid scimId, PageRequest part, long? stepsSince, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var user = await db.ScimUsers.FirstOrDefaultAsync(u => u.IntegrationKey == integration.Key && u.Id == scimId && u.DeletedAt == null, ct)
            ?? throw new NotFoundException("This integration has no such user.");
        var body = await db.ScimUserBodies.Where(b => b.UserKey == user.Key).Select(b => b.Json).FirstOrDefaultAsync(ct);
        var memberships = db.Memberships.Where(m => m.UserKey == user.Key && (m.Desired || m.SyncState > SyncState.Applied));
        var total = await memberships.LongCountAsync(ct);
        var groups = await memberships
            .Join(db.ScimGroups, m => m.GroupKey, g => g.Key, (m, g) => new { m, g })
            .OrderBy(x => x.g.DisplayNameNorm).ThenBy(x => x.g.Key).Skip(part.Skip).Take(part.Size)
            .Select(x => new MemberRow(x.g.Id, x.g.DisplayName, x.g.DeletedAt != null, x.m.Desired, x.m.SyncState, x.m.SyncError)).ToListAsync(ct);
        var attributes = BodyAttributes.Of(body);
        var facets = FacetStates.Of(user);
        var drift = await db.DriftItems.AsNoTracking().OpenOf(integration.Key).Where(d => d.UserKey == user.Key).MostUrgentFirst().ToListAsync(ct);
        return new UserDetails(
            integration, user.Id, user.UserName, user.Display, user.ExternalId, user.Active, user.LookerEmail, user.Version, user.CreatedAt, user.UpdatedAt,
            ResourceSync.Of(user, user.LookerUserId, user.LinkState, facets), attributes, groups, total,
            user.Protection, user.RequestId is { } id && await db.ProvisioningLog.AnyAsync(e => e.RequestId == id, ct),
            await ResyncProgress.OfAsync(db, integration.Key, scimId, stepsSince, ct),
            PlaceRow.Of(user, attributes, facets, drift),
            drift,
            await AccessWay.OfAsync(db, user.Key, ct),
            await db.HeldChanges.LongCountAsync(h => h.IntegrationKey == integration.Key && h.UserKey == user.Key, ct),
            Permissions.Grants(actor.Role, Permission.ReadLogs) ? await Timeline.OfAsync(db, integration.Key, scimId, ct) : null);
    }
}

/// <param name="Places">What the identity provider sends, Scimify keeps, and Looker has.</param>
/// <param name="Drift">What people changed in Looker.</param>
/// <param name="Timeline">Null if the role may not read logs.</param>
public sealed record UserDetails(
    IntegrationView Integration,
    Guid Id,
    string UserName,
    string Display,
    string? ExternalId,
    bool Active,
    string? LookerEmail,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ResourceSync Sync,
    IReadOnlyList<DiffRow> Attributes,
    IReadOnlyList<MemberRow> Groups,
    long GroupCount,
    Protection Protection,
    bool HasRequest,
    ResyncProgress? Steps,
    IReadOnlyList<PlaceRow> Places,
    IReadOnlyList<DriftItem> Drift,
    IReadOnlyList<AccessWay> Ways,
    long HeldCount,
    IReadOnlyList<LogRow>? Timeline);

/// <summary>One membership, seen from either end.</summary>
/// <param name="Id">The SCIM ID of the other end.</param>
/// <param name="IsDeleted">Whether the other end is being removed.</param>
/// <param name="Desired">False if Looker still has it, but it is being removed.</param>
public sealed record MemberRow(Guid Id, string Name, bool IsDeleted, bool Desired, SyncState Sync, string? Error);
