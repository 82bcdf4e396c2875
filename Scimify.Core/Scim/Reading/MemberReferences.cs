using Scimify.Core.Primitives;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

internal static class MemberReferences
{
    /// <param name="members">Values of the members attribute, already read by its schema.</param>
    /// <exception cref="ScimException">400 <c>invalidValue</c>: a member has neither value nor $ref, or its type is not a resource type.</exception>
    public static IReadOnlyList<MemberReference> Of(ScimArray members)
    {
        var seen = new HashSet<string>(members.Count, StringComparer.OrdinalIgnoreCase);
        var references = new List<MemberReference>(members.Count);
        foreach (var member in members)
        {
            var reference = Of((ScimObject)member);
            if (seen.Add(reference.Value))
            {
                references.Add(reference);
            }
        }

        return references;
    }

    private static MemberReference Of(ScimObject member)
    {
        var target = member.GetString("$ref");
        var value = member.GetString("value") is { Length: > 0 } given ? given : IdOf(target);
        if (value is null)
        {
            throw ScimException.InvalidValue("Each member must have a \"value\": the id of the member.");
        }

        return new MemberReference(value, TypeOf(member.GetString("type"), target));
    }

    private static string? TypeOf(string? type, string? target)
    {
        if (string.IsNullOrEmpty(type))
        {
            return target?.Contains("/Groups/", StringComparison.OrdinalIgnoreCase) == true ? "Group" : null;
        }

        return LetterCase.Lower(type) switch
        {
            "user" => "User",
            "group" => "Group",
            _ => throw ScimException.InvalidValue("The \"type\" of a member must be User or Group."),
        };
    }

    private static string? IdOf(string? target)
    {
        var id = target is null ? null : target[(target.LastIndexOf('/') + 1)..];
        return string.IsNullOrEmpty(id) ? null : id;
    }
}
