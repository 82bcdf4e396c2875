using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Sync;

namespace Scimify.Portal.Features.Directory;

/// <summary>Adds the state of each part, and the unsettled memberships of groups, to links.</summary>
internal static class LinkMemberships
{
    private static readonly SyncState[] WorstFirst =
        [SyncState.Failed, SyncState.Held, SyncState.Pending, SyncState.Planned, SyncState.Unforwardable];

    public static async Task<IReadOnlyList<LinkResource>> ShowAsync(ScimifyContext db, int integrationKey, List<LinkRow> rows, CancellationToken ct)
    {
        var keys = rows.Where(r => r.IsGroup).Select(r => r.Key).ToList();
        var unsettled = keys.Count == 0 ? [] : await db.Memberships
            .Where(m => m.IntegrationKey == integrationKey && (int)m.SyncState > 0 && keys.Contains(m.GroupKey))
            .GroupBy(m => new { m.GroupKey, m.SyncState })
            .Select(m => new
            {
                m.Key.GroupKey,
                m.Key.SyncState,
                Count = m.Count(),
                Error = m.Min(x => x.SyncError),
                Attempts = m.Max(x => x.Attempts),
                NotBefore = m.Min(x => x.Due == DueKind.None ? (long?)null : x.NotBefore),
            })
            .ToListAsync(ct);
        var roles = await RoleStates.OfAsync(db, keys, ct);
        return
        [
            .. rows.Select(row =>
            {
                var worst = row.IsGroup
                    ? unsettled.Where(u => u.GroupKey == row.Key).OrderBy(u => Array.IndexOf(WorstFirst, u.SyncState)).FirstOrDefault()
                    : null;
                return row.ToResource(
                    worst is null ? null : new UnsettledMemberships(worst.SyncState, ErrorOf(worst.Count, worst.Error), worst.Attempts, worst.NotBefore),
                    row.FacetsWith([.. row.IsGroup ? roles[row.Key] : []]));
            }),
        ];
    }

    private static string? ErrorOf(int count, string? error) =>
        error is null ? null : $"{count} {(count == 1 ? "membership" : "memberships")}: {error}";
}

