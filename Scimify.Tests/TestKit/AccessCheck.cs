using Scimify.Core.Audit;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Directory;

namespace Scimify.Tests.TestKit;

/// <summary>Compares the access history with the rows that it tells of.</summary>
internal static class AccessCheck
{
    /// <param name="users">All rows.</param>
    /// <param name="memberships">All rows.</param>
    /// <param name="intervals">The whole history.</param>
    /// <param name="byHand">Members whom a comparison found in our groups, and whom SCIM does not want there.</param>
    /// <returns>Empty if each interval begins where the last one of its part ends, and the open ones say what the rows say.</returns>
    public static IEnumerable<string> Differences(
        IEnumerable<ScimUserRow> users, IEnumerable<MembershipRow> memberships, IEnumerable<AccessInterval> intervals, IReadOnlySet<AccessPart> byHand)
    {
        var parts = intervals.GroupBy(PartOf).ToDictionary(p => p.Key, p => p.OrderBy(i => i.FromAt).ToList());
        foreach (var (part, its) in parts.Where(p => p.Value.Zip(p.Value.Skip(1)).Any(pair => pair.First.UntilAt != pair.Second.FromAt) || p.Value[^1].UntilAt is not null))
        {
            yield return $"The access history of {part} has a gap or an overlap: {string.Join(", ", its.Select(i => $"{i.FromAt:O} to {i.UntilAt:O}"))}";
        }

        var rows = users.Select(u => (Part: AccessPart.Account(u.Key), Asked: AccessNotes.Asks(u), Had: AccessNotes.Has(u)))
            .Concat(memberships.Select(m => (Part: AccessPart.Membership(m.GroupKey, m.UserKey), Asked: m.Desired, Had: AccessNotes.Has(m.Applied)))).ToDictionary(r => r.Part);
        foreach (var part in rows.Keys.Union(parts.Keys))
        {
            var (asked, had) = parts.TryGetValue(part, out var told) ? (told[^1].Asked, told[^1].Had) : (false, false);
            var isRow = rows.TryGetValue(part, out var row);
            var expected = isRow ? row.Had ?? had : byHand.Contains(part);
            if ((asked, had) != (isRow && row.Asked, expected))
            {
                yield return $"The access history has asked {asked}, had {had} of {part}, and it is asked {isRow && row.Asked}, had {expected}";
            }
        }
    }

    public static AccessPart PartOf(AccessInterval interval) => new(interval.Kind, interval.UserKey, interval.GroupKey);
}
