using Scimify.Core.Directory.Memberships;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Groups;

/// <summary>Narrow row of a SCIM group. Members are <see cref="MembershipRow"/>s, never part of a document.</summary>
public sealed class ScimGroupRow : SyncColumns
{
    public long Key { get; set; }

    /// <summary>SCIM <c>id</c>.</summary>
    public Guid Id { get; set; }

    public required string DisplayName { get; set; }

    public required string DisplayNameNorm { get; set; }

    public string? ExternalId { get; set; }

    /// <summary>To be searched for a part; SCIM compares <see cref="ExternalId"/> itself, which is caseExact.</summary>
    public string? ExternalIdNorm { get => ExternalId is null ? null : ScimText.Normalise(ExternalId); private set { } }

    /// <summary>ETag version, from 1.</summary>
    public long Version { get; set; }

    /// <summary>Counts what the group came to show otherwise of its members without a write to the group: one was renamed, or is gone.</summary>
    public long MembersVersion { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Set while a deleted group is still to be removed from Looker; the row goes when that is done.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public string? LookerGroupId { get; set; }

    public LinkState LinkState { get; set; }

    /// <summary>The name that Looker was last known to have; null: unknown.</summary>
    public string? AppliedName { get; set; }

    /// <summary>Journal of creation: set before <c>POST /groups</c>, cleared when its answer is known.</summary>
    public bool CreationAttempted { get; set; }

    /// <summary>A name under which a creation without an answer may still make a group, until the second look; null: none.</summary>
    public string? LateName { get; set; }

    /// <summary>The group that a person has agreed to take over, under the policy of review.</summary>
    public string? ReleasedLookerId { get; set; }

    public ScimGroupRow Copy() => (ScimGroupRow)MemberwiseClone();
}
