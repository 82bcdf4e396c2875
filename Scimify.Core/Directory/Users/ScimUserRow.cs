using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Users;

/// <summary>Narrow row of a SCIM user: identity, normalised search columns, desired and applied Looker state.</summary>
/// <remarks>
/// The row stands for one account in Looker that is ours: a deleted user stays as a tombstone
/// (<see cref="DeletedAt"/>), and a user created again with the same address revives the row under a new SCIM id.
/// </remarks>
public sealed class ScimUserRow : SyncColumns
{
    public long Key { get; set; }

    /// <summary>SCIM <c>id</c>.</summary>
    public Guid Id { get; set; }

    public required string UserName { get; set; }

    public required string UserNameNorm { get; set; }

    public string? ExternalId { get; set; }

    /// <summary>To be searched for a part; SCIM compares <see cref="ExternalId"/> itself, which is caseExact.</summary>
    public string? ExternalIdNorm { get => ExternalId is null ? null : ScimText.Normalise(ExternalId); private set { } }

    /// <summary>displayName, else userName: <c>members.display</c> of groups.</summary>
    public required string Display { get; set; }

    public string? DisplayNameNorm { get; set; }

    public bool Active { get; set; }

    /// <summary>ETag version, from 1.</summary>
    public long Version { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The address that the account is to have in Looker; null: cannot be forwarded.</summary>
    public string? LookerEmail { get; set; }

    public string? LookerEmailNorm { get; set; }

    public string LookerFirstName { get; set; } = "";

    public string LookerLastName { get; set; } = "";

    /// <summary>JSON of the mapped Looker attributes as they are to be (<see cref="MappingSet"/>); null without mappings.</summary>
    public string? LookerAttributes { get; set; }

    public string? LookerUserId { get; set; }

    public LinkState LinkState { get; set; }

    /// <summary>JSON of the values that Looker was last known to have; a missing member is unknown.</summary>
    public string? AppliedState { get; set; }

    /// <summary>Journal of creation: the mark sent with <c>POST /users</c>, kept until the account is complete.</summary>
    public string? CreationMark { get; set; }

    /// <summary>The account that a person has agreed to take over, under the policy of review.</summary>
    public string? ReleasedLookerId { get; set; }

    /// <summary>Why the linked account may not be changed, as the last comparison or a person said.</summary>
    public Protection Protection { get; set; }

    public ScimUserRow Copy() => (ScimUserRow)MemberwiseClone();
}
