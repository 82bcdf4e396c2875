using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Impact;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>The people whom a deletion can concern, according to the present rows.</summary>
internal sealed class DeletionImpactStore(ScimifyDatabase database) : IDeletionImpactStore
{
    public async Task<DeletionCounts> CountAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var linked = Linked(db, integrationKey);
        var present = linked.Where(u => u.DeletedAt == null);
        return new DeletionCounts(
            await present.LongCountAsync(u => u.Protection == Protection.None, ct),
            await Waiting(linked).LongCountAsync(ct),
            await linked.LongCountAsync(u => u.DeletedAt != null && u.SyncState == SyncState.Applied && u.Due == DueKind.None && u.LookAgainAt == null, ct),
            await present.LongCountAsync(u => u.Protection != Protection.None, ct));
    }

    public async Task<IReadOnlyDictionary<string, DeletablePerson>> DeletableAsync(int integrationKey, IReadOnlyCollection<string> lookerIds, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var asked = Linked(db, integrationKey).Where(u => lookerIds.Contains(u.LookerUserId!));
        var people = asked.Where(u => u.DeletedAt == null && u.Protection == Protection.None).Concat(Waiting(asked));
        return await people.ToDictionaryAsync(u => u.LookerUserId!, u => new DeletablePerson(u.Id, u.UserName), ct);
    }

    private static IQueryable<ScimUserRow> Linked(ScimifyContext db, int integrationKey) =>
        db.ScimUsers.AsNoTracking().Where(u => u.IntegrationKey == integrationKey && u.LookerUserId != null);

    /// <summary>Deleted in SCIM, but not yet in Looker, or to be written there once more.</summary>
    private static IQueryable<ScimUserRow> Waiting(IQueryable<ScimUserRow> users) => users.Where(u =>
        u.DeletedAt != null && u.Protection == Protection.None
        && (u.SyncState != SyncState.Applied || u.Due != DueKind.None || u.LookAgainAt != null));
}
