using Scimify.Core.Primitives;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Reading;

namespace Scimify.Core.Directory.Memberships;

/// <summary>
/// Finds the users whom a group's write names as members. In a tolerant dialect, one whom nobody knows does not keep the others
/// out: it is left out, and the log and the answer name it.
/// </summary>
internal sealed class MemberTargets(IDirectoryWriter writer, ScimRequest request)
{
    private const int MostInLog = 20;
    private const int LongestInLog = 64;

    private readonly List<string> _unknown = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private bool _foundAny;

    /// <summary>As the client sent them, each once, in order.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <exception cref="ScimException">400 <c>invalidValue</c>: a member is no user, and the dialect is strict.</exception>
    public IReadOnlyList<MemberTarget> Find(IReadOnlyList<MemberReference> members)
    {
        var ids = MemberIds.Parse(members, LeaveOut);
        var found = writer.ResolveMembers(request.Target.IntegrationKey, ids);
        if (found.Count != ids.Count)
        {
            var known = found.Select(m => m.Id).ToHashSet();
            foreach (var id in ids.Where(id => !known.Contains(id)))
            {
                LeaveOut(id.ToString("D"));
            }
        }

        _foundAny |= found.Count > 0;
        return found;
    }

    /// <summary>For a list that replaces all members: to leave everybody out would empty the group, which nobody asked for.</summary>
    /// <exception cref="ScimException">400 <c>invalidValue</c>, as <see cref="Find"/>; also if none of several members is a user.</exception>
    public IReadOnlyList<MemberTarget> FindAll(IReadOnlyList<MemberReference> members)
    {
        var found = Find(members);
        return found.Count > 0 || members.Count == 0 ? found : throw MemberIds.Unknown(members[0].Value);
    }

    /// <summary>For a write that asks for new members and nothing else.</summary>
    /// <exception cref="ScimException">400 <c>invalidValue</c>: it named members, and none of them is a user.</exception>
    public void RequireAny()
    {
        if (_unknown.Count > 0 && !_foundAny)
        {
            throw MemberIds.Unknown(_unknown[0]);
        }
    }

    /// <summary>What the log says of those who were left out; null if nobody was.</summary>
    public Tolerance? Note => _unknown.Count == 0
        ? null
        : new(
            VendorQuirks.UnknownMember.Code,
            $"left out: {(_unknown.Count == 1 ? "1 member" : $"{_unknown.Count} members")} whom the integration does not know: "
                + string.Join(", ", _unknown.Take(MostInLog).Select(id => id.Excerpt(LongestInLog))) + (_unknown.Count > MostInLog ? ", and others" : ""));

    private void LeaveOut(string value)
    {
        if (!request.Dialect.Accepts(VendorQuirks.UnknownMember))
        {
            throw MemberIds.Unknown(value);
        }

        if (_seen.Add(value))
        {
            _unknown.Add(value);
        }
    }
}
