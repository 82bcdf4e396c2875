using Scimify.Core.Audit;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.Evidence;

/// <summary>A person's access to one Looker at a moment.</summary>
/// <param name="ScimId">The last one, if the person came back under another.</param>
/// <param name="UserName">As it was at that moment.</param>
/// <param name="Address">Of the Looker account; null for none.</param>
/// <param name="HadAccess">Whether the account was active in Looker.</param>
/// <param name="Asked">Whether SCIM asked for an active account.</param>
/// <param name="Source">Where it came from: <c>scim</c>, <c>adopted</c>, <c>mapping</c>, or <c>byHand</c> for what a comparison found.</param>
/// <param name="Since">Since when Looker had this. For <c>byHand</c>, since when it is known.</param>
/// <param name="RequestId">The SCIM write behind what Looker had; null for none.</param>
public sealed record AccessLine(
    Guid ScimId, string UserName, string DisplayName, string? Address, Guid IntegrationUuid, string Integration, bool HadAccess, bool Asked, string Source,
    DateTimeOffset Since, Guid? RequestId, IReadOnlyList<AccessGroup> Groups, IReadOnlyList<AccessRole> Roles, IReadOnlyList<AccessAttribute> Attributes);

/// <summary>A group that a person was in, or should have been in.</summary>
/// <param name="Had">Whether Looker had the person in it.</param>
/// <param name="Asked">Whether SCIM asked for it.</param>
/// <inheritdoc cref="AccessLine"/>
public sealed record AccessGroup(Guid ScimId, string Name, bool Had, bool Asked, string Source, DateTimeOffset Since);

/// <summary>A role in Looker that a person had, or should have had.</summary>
/// <param name="Group">The group that it came through; null for a role of the account's own, which only comparisons see.</param>
/// <param name="Had">Whether Looker gave it.</param>
/// <param name="Asked">Whether SCIM asked for the group, and a mapping for its role.</param>
/// <inheritdoc cref="AccessLine"/>
public sealed record AccessRole(string Name, string? Group, bool Had, bool Asked, string Source, DateTimeOffset Since);

/// <summary>A mapped user attribute.</summary>
/// <param name="Had">The value in Looker; null for none, <c>(hidden)</c> for one that Looker never shows.</param>
/// <param name="Asked">The value that the mapping made of SCIM's; null for none.</param>
/// <inheritdoc cref="AccessLine"/>
public sealed record AccessAttribute(string Name, string? Had, string? Asked, string Source, DateTimeOffset Since);

internal static class AccessWords
{
    public static string Of(AccessSource source) => EnumWords.Of(source);

    /// <summary>For people.</summary>
    public static string Say(string source) => EnumWords.Parse<AccessSource>(source) switch
    {
        AccessSource.Adopted => "Taken over",
        AccessSource.ByHand => "By hand in Looker",
        AccessSource.Mapping => "Mapping",
        _ => "Identity provider",
    };
}
