using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <param name="Value">The member's ID.</param>
/// <param name="Type">"User" or "Group"; null if the client did not say.</param>
public sealed record MemberReference(string Value, string? Type = null)
{
    /// <summary>Whether the client says that the member is a group.</summary>
    public bool IsGroup => Type == "Group";
}

/// <summary>The body of a group. Its members are separate, because they are stored as rows and not in the document.</summary>
/// <param name="Attributes">As <see cref="ResourceReader"/> returns them, without members.</param>
/// <param name="Members">Each once; null if the body does not mention members.</param>
public sealed record GroupBody(ScimObject Attributes, IReadOnlyList<MemberReference>? Members)
{
    internal const string MembersName = "members";

    /// <inheritdoc cref="ResourceReader.ReadForCreate"/>
    public static GroupBody ReadForCreate(ScimObject body, ScimResourceType type, Dialect dialect, ToleranceLog log) =>
        Split(ResourceReader.ReadForCreate(body, type, dialect, log), body);

    /// <inheritdoc cref="ResourceReader.ReadForReplace"/>
    public static GroupBody ReadForReplace(ScimObject body, ScimObject current, ScimResourceType type, Dialect dialect, ToleranceLog log) =>
        Split(ResourceReader.ReadForReplace(body, current, type, dialect, log), body);

    private static GroupBody Split(ScimObject read, ScimObject body)
    {
        var members = read.GetArray(MembersName);
        return new GroupBody(
            read.Without(MembersName),
            members is not null ? MemberReferences.Of(members) : body.Contains(MembersName) ? [] : null);
    }
}
