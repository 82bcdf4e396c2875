using Scimify.Core.Scim;
using Scimify.Core.Scim.Reading;

namespace Scimify.Core.Directory.Memberships;

/// <summary>
/// Member references as ids of users. Groups inside groups are not supported: Looker's own are left alone. The id says who
/// a member is; a type that was sent with it is a label.
/// </summary>
internal static class MemberIds
{
    /// <exception cref="ScimException">400 <c>invalidValue</c> naming the member that cannot be one.</exception>
    public static List<Guid> Parse(IEnumerable<MemberReference> members)
    {
        var ids = new List<Guid>();
        var seen = new HashSet<Guid>();
        foreach (var member in members)
        {
            if (!Guid.TryParse(member.Value, out var id))
            {
                throw Unknown(member.Value);
            }

            if (seen.Add(id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>For removals: what is no id of ours is no member, and taking it out changes nothing.</summary>
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
        ScimException.InvalidValue($"There is no user with the id \"{value}\" to be a member; create the user first. A group cannot be a member.");
}
