using System.Globalization;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

/// <summary>A place in the list of changes, which are ordered by moment, newest first, and at one moment by person, part, group and role.</summary>
internal sealed record AccessChangePlace(DateTimeOffset At, long UserKey, ChangedPart Part, long GroupKey, string LookerId)
{
    private const char Between = '/';

    public static AccessChangePlace Of(AccessChangeRow row) => new(row.At, row.UserKey, row.Part, row.GroupKey, row.LookerId);

    /// <returns>Null if it is not a place of this list.</returns>
    public static AccessChangePlace? Of(SortCursor cursor) =>
        cursor.Value.Split(Between, 4) is [var at, var part, var group, var role] && Number(at) is >= 0 and < 253402300800000 and var ms && Number(part) is >= 1 and <= 4 and var kind && Number(group) is { } key
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(ms), cursor.Key, (ChangedPart)(int)kind, key, role)
            : null;

    public SortCursor ToCursor() => new(
        AccessChangeQuery.Order.ToString(), string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}{Between}{Part:D}{Between}{GroupKey}{Between}{LookerId}"), UserKey);

    /// <summary>The rows behind this place, in order.</summary>
    public IOrderedQueryable<AccessChangeRow> After(IQueryable<AccessChangeRow> rows)
    {
        var (at, user, part, group, role) = (At, UserKey, (int)Part, GroupKey, LookerId);
        return Sorted(rows.Where(c => c.At < at || (c.At == at && (c.UserKey > user || (c.UserKey == user
            && ((int)c.Part > part || ((int)c.Part == part && (c.GroupKey > group || (c.GroupKey == group && string.Compare(c.LookerId, role) > 0)))))))));
    }

    /// <summary>The rows before this place, the nearest first.</summary>
    public IOrderedQueryable<AccessChangeRow> Before(IQueryable<AccessChangeRow> rows)
    {
        var (at, user, part, group, role) = (At, UserKey, (int)Part, GroupKey, LookerId);
        return rows.Where(c => c.At > at || (c.At == at && (c.UserKey < user || (c.UserKey == user
            && ((int)c.Part < part || ((int)c.Part == part && (c.GroupKey < group || (c.GroupKey == group && string.Compare(c.LookerId, role) < 0))))))))
            .OrderBy(c => c.At).ThenByDescending(c => c.UserKey).ThenByDescending(c => c.Part).ThenByDescending(c => c.GroupKey).ThenByDescending(c => c.LookerId);
    }

    public static IOrderedQueryable<AccessChangeRow> Sorted(IQueryable<AccessChangeRow> rows) =>
        rows.OrderByDescending(c => c.At).ThenBy(c => c.UserKey).ThenBy(c => c.Part).ThenBy(c => c.GroupKey).ThenBy(c => c.LookerId);

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
