using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Evidence;

/// <summary>
/// Since when Looker had what it had, and because of what. What SCIM asked for may have changed since, which begins another interval.
/// </summary>
internal sealed class AccessBeginnings(IEnumerable<AccessInterval> history)
{
    private readonly ILookup<(long, AccessKind, long), AccessInterval> _history = history.ToLookup(i => (i.UserKey, i.Kind, i.GroupKey));

    /// <param name="db">The database.</param>
    /// <param name="users">Whose access.</param>
    /// <param name="at">The moment that the intervals belong to.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<AccessBeginnings> ReadAsync(ScimifyContext db, IReadOnlyCollection<long> users, DateTimeOffset at, CancellationToken ct) =>
        new(users.Count == 0 ? [] : await db.AccessIntervals.Where(i => users.Contains(i.UserKey) && i.FromAt <= at).ToListAsync(ct));

    /// <summary>The beginning of the interval of a part that began at a moment; null if there is none.</summary>
    public AccessInterval? Of(long user, AccessKind kind, long group, DateTimeOffset fromAt) =>
        _history[(user, kind, group)].FirstOrDefault(i => i.FromAt == fromAt) is { } interval ? Of(interval) : null;

    /// <returns>The interval with which it began: the first of those in a row in which Looker had the same.</returns>
    public AccessInterval Of(AccessInterval interval)
    {
        var first = interval;
        foreach (var earlier in _history[(interval.UserKey, interval.Kind, interval.GroupKey)].Where(i => i.FromAt < interval.FromAt).OrderByDescending(i => i.FromAt).TakeWhile(i => i.Had == interval.Had))
        {
            first = earlier;
        }

        return first;
    }
}
