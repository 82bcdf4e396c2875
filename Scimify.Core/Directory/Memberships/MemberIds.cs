using Scimify.Core.Errors;
using Scimify.Core.Primitives;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Reading;

namespace Scimify.Core.Directory.Memberships;

/// <summary>
/// Turns member references into user IDs. Nested groups are not supported; Looker's own stay untouched. Only the ID says who a
/// member is: a type that comes with it is a label.
/// </summary>
internal static class MemberIds
{
    private const int LongestInDetail = 200;

    /// <param name="members">In order.</param>
    /// <param name="unknown">Gets each value that is no ID.</param>
    public static List<Guid> Parse(IEnumerable<MemberReference> members, Action<string> unknown)
    {
        var ids = new List<Guid>();
        var seen = new HashSet<Guid>();
        foreach (var member in members)
        {
            if (!Guid.TryParse(member.Value, out var id))
            {
                unknown(member.Value);
            }
            else if (seen.Add(id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>For removals: an ID that is not ours is no member, so removing it changes nothing.</summary>
    public static List<Guid> ParseKnown(IEnumerable<string> values)
    {
        var ids = new HashSet<Guid>();
        foreach (var value in values)
        {
            if (Guid.TryParse(value, out var id))
            {
                ids.Add(id);
            }
        }

        return [.. ids];
    }

    public static ScimException Unknown(string value) =>
        ScimException.InvalidValue($"There is no user with the id \"{value.Excerpt(LongestInDetail)}\" to be a member; create the user first. A group cannot be a member.", ErrorCodes.MemberUnknown);
}
