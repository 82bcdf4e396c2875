using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Portal.Features.Directory;

/// <summary>One page of an integration's SCIM groups, by name.</summary>
public sealed class GroupListQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public async Task<GroupList> RunAsync(Actor actor, Guid integrationId, DirectoryFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var groups = Matching(db.ScimGroups.Where(g => g.IntegrationKey == integration.Key && g.DeletedAt == null), filter);
        var total = filter.IsAny
            ? await groups.LongCountAsync(ct)
            : await db.IntegrationCounters.Where(c => c.IntegrationKey == integration.Key).Select(c => c.Groups).FirstOrDefaultAsync(ct);
        var rows = await groups.OrderBy(g => g.DisplayNameNorm).ThenBy(g => g.Key)
            .Skip((filter.Page - 1) * DirectoryFilter.PageSize).Take(DirectoryFilter.PageSize)
            .Select(g => new GroupRow(
                g.Id, g.DisplayName, g.ExternalId, g.SyncState, g.SyncError, g.LookerGroupId, g.UpdatedAt,
                db.Memberships.LongCount(m => m.GroupKey == g.Key && m.Desired),
                db.Memberships.LongCount(m => m.GroupKey == g.Key && m.SyncState > SyncState.Applied),
                db.Memberships.Any(m => m.GroupKey == g.Key && m.SyncState == SyncState.Pending)))
            .ToListAsync(ct);
        return new GroupList(integration, rows, total);
    }

    private static IQueryable<ScimGroupRow> Matching(IQueryable<ScimGroupRow> groups, DirectoryFilter filter)
    {
        if (filter.ParsedState is { } state)
        {
            // The literal comparison lets the index of unsettled rows be used.
            groups = state == SyncState.Applied
                ? groups.Where(g => g.SyncState == SyncState.Applied)
                : groups.Where(g => g.SyncState > SyncState.Applied && g.SyncState == state);
        }

        return ScimText.Sought(filter.Text) is { } text
            ? groups.Where(g => g.DisplayNameNorm.Contains(text) || g.ExternalIdNorm!.Contains(text))
            : groups;
    }
}

public sealed record GroupList(IntegrationView Integration, IReadOnlyList<GroupRow> Rows, long Total);

/// <param name="UnsettledMembers">Members whose place in Looker is not yet, or can not be, what is desired.</param>
public sealed record GroupRow(
    Guid Id, string Name, string? ExternalId, SyncState Sync, string? Error, string? LookerId, DateTimeOffset UpdatedAt, long Members, long UnsettledMembers, bool HasPendingMembers);
