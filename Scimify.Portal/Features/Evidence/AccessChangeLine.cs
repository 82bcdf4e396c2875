using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Something that a person had in Looker at one of two moments, and not at the other.</summary>
/// <param name="ScimId">The last one, if the person came back under another.</param>
/// <param name="Gained">True if the person had it at the second moment; false if at the first.</param>
/// <param name="Group">The group, also if a role came through it; null for the access itself, and for a role of the account's own.</param>
/// <param name="Role">The role; null for access and groups.</param>
/// <param name="Source">Where the change came from: <c>scim</c>, <c>adopted</c>, <c>mapping</c>, or <c>byHand</c> for what a comparison found. A role through a group came or went with the membership, or with the role of the group.</param>
/// <param name="At">The last change between the two moments. For <c>byHand</c>, when it was found.</param>
/// <param name="RequestId">The SCIM write behind it; null for none.</param>
public sealed record AccessChangeLine(
    Guid ScimId, string UserName, string DisplayName, Guid IntegrationUuid, string Integration, bool Gained, string? Group, string? Role, string Source, DateTimeOffset At, Guid? RequestId);

/// <summary>Which changes to list.</summary>
/// <param name="From">The first moment.</param>
/// <param name="To">The second moment.</param>
/// <param name="IntegrationId">Null for all of the organization.</param>
public sealed record AccessChangeFilter(DateTimeOffset From, DateTimeOffset To, Guid? IntegrationId = null, AccessChangeView View = AccessChangeView.All);

[JsonConverter(typeof(EnumWordsConverter<AccessChangeView>))]
public enum AccessChangeView
{
    All,

    /// <summary>Access, not groups.</summary>
    Gained,

    /// <summary>Access, not groups.</summary>
    Lost,
    Groups,

    /// <summary>Through groups, and of accounts' own.</summary>
    Roles,
    ByHand,
}
