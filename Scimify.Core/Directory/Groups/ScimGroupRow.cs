using Scimify.Core.Directory.Memberships;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Groups;

/// <summary>The narrow row of a SCIM group. Members are <see cref="MembershipRow"/>s and never part of a document.</summary>
public sealed class ScimGroupRow : SyncColumns, IGroupInLooker
{
    public long Key { get; set; }

    /// <summary>SCIM <c>id</c>.</summary>
    public Guid Id { get; set; }

    public required string DisplayName { get; set; }

    public required string DisplayNameNorm { get; set; }

    public string? ExternalId { get; set; }

    /// <summary>For searching a part. SCIM compares <see cref="ExternalId"/> itself, which is caseExact.</summary>
    public string? ExternalIdNorm { get => ExternalId is null ? null : ScimText.Normalise(ExternalId); private set { } }

    /// <summary>ETag version, from 1.</summary>
    public long Version { get; set; }

    /// <summary>Counts changes in how the group shows its members that were not written to the group: a member was renamed, or is gone.</summary>
    public long MembersVersion { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Set if a deleted group still has to be removed from Looker. The row is deleted once that is done.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public string? LookerGroupId { get; set; }

    public LinkState LinkState { get; set; }

    /// <summary>The name that Looker was last known to have; null if unknown.</summary>
    public string? AppliedName { get; set; }

    /// <summary>The journal of a creation: set before <c>POST /groups</c>, cleared when its answer is known.</summary>
    public bool CreationAttempted { get; set; }

    /// <summary>A name under which an unanswered creation may still make a group, until the second look; null for none.</summary>
    public string? LateName { get; set; }

    /// <summary>The Looker group that a person agreed to take over, under the policy <c>review</c>.</summary>
    public string? ReleasedLookerId { get; set; }

    public ScimGroupRow Copy() => (ScimGroupRow)MemberwiseClone();
}
