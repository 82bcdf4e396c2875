using Scimify.Core.Directory;
using Scimify.Core.Sync;

namespace Scimify.Portal.Shared.Plan;

/// <summary>What an integration has not done yet.</summary>
internal static class WaitingRows
{
    // The comparison with a literal allows the index of unsettled rows.
    public static IQueryable<T> Waiting<T>(this IQueryable<T> rows, int integrationKey)
        where T : SyncColumns => rows.Where(r =>
            r.IntegrationKey == integrationKey && r.SyncState > SyncState.Applied && (r.SyncState == SyncState.Planned || r.SyncState == SyncState.Pending));
}
