using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Portal.Features.Directory;

/// <summary>One page of an integration's SCIM users, by user name.</summary>
public sealed class UserListQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public async Task<UserList> RunAsync(Actor actor, Guid integrationId, DirectoryFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var users = Matching(db.ScimUsers.Where(u => u.IntegrationKey == integration.Key && u.DeletedAt == null), filter);
        var total = filter.IsAny
            ? await users.LongCountAsync(ct)
            : await db.IntegrationCounters.Where(c => c.IntegrationKey == integration.Key).Select(c => c.Users).FirstOrDefaultAsync(ct);
        var rows = await users.OrderBy(u => u.UserNameNorm).ThenBy(u => u.Key)
            .Skip((filter.Page - 1) * DirectoryFilter.PageSize).Take(DirectoryFilter.PageSize)
            .Select(u => new UserRow(u.Id, u.UserName, u.Display, u.ExternalId, u.Active, u.SyncState, u.SyncError, u.LookerUserId, u.UpdatedAt))
            .ToListAsync(ct);
        return new UserList(integration, rows, total);
    }

    private static IQueryable<ScimUserRow> Matching(IQueryable<ScimUserRow> users, DirectoryFilter filter)
    {
        if (filter.ParsedState is { } state)
        {
            // The literal comparison lets the index of unsettled rows be used.
            users = state == SyncState.Applied
                ? users.Where(u => u.SyncState == SyncState.Applied)
                : users.Where(u => u.SyncState > SyncState.Applied && u.SyncState == state);
        }

        return ScimText.Sought(filter.Text) is { } text
            ? users.Where(u => u.UserNameNorm.Contains(text) || u.DisplayNameNorm!.Contains(text) || u.LookerEmailNorm!.Contains(text) || u.ExternalIdNorm!.Contains(text))
            : users;
    }
}

public sealed record UserList(IntegrationView Integration, IReadOnlyList<UserRow> Rows, long Total);

public sealed record UserRow(
    Guid Id, string UserName, string Display, string? ExternalId, bool Active, SyncState Sync, string? Error, string? LookerId, DateTimeOffset UpdatedAt);
