using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Since when Looker gave a role, or gave it no longer, and because of what.</summary>
internal sealed class RoleBeginnings(IEnumerable<AccessDetail> history)
{
    private readonly ILookup<(AccessDetailKind, long, string), AccessDetail> _history = history.ToLookup(d => (d.Kind, d.SubjectKey, d.LookerId));

    /// <param name="rows">Roles.</param>
    /// <param name="at">The moment that they belong to.</param>
    public static async Task<RoleBeginnings> ReadAsync(ScimifyContext db, IReadOnlyCollection<AccessChangeRow> rows, DateTimeOffset at, CancellationToken ct)
    {
        var history = new List<AccessDetail>();
        foreach (var (kind, subjects) in rows.ToLookup(KindOf, SubjectOf).Select(part => (part.Key, part.Distinct().ToList())))
        {
            history.AddRange(await db.AccessDetails.Where(d => d.Kind == kind && subjects.Contains(d.SubjectKey) && d.FromAt <= at).ToListAsync(ct));
        }

        return new(history);
    }

    public (DateTimeOffset At, Guid? RequestId) Of(AccessChangeRow row)
    {
        var newest = _history[(KindOf(row), SubjectOf(row), row.LookerId)].OrderByDescending(d => d.FromAt).ToList();
        var first = newest.TakeWhile(d => d.Had is null == newest[0].Had is null).LastOrDefault();
        return (first?.FromAt ?? row.At, first?.RequestId);
    }

    private static AccessDetailKind KindOf(AccessChangeRow row) => row.GroupKey > 0 ? AccessDetailKind.GroupRole : AccessDetailKind.PersonRole;

    private static long SubjectOf(AccessChangeRow row) => row.GroupKey > 0 ? row.GroupKey : row.UserKey;
}
