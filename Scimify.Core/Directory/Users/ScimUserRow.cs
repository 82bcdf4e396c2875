using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Users;

/// <summary>The narrow row of a SCIM user: identity, normalised search columns, desired and applied state in Looker.</summary>
/// <remarks>
/// The row stands for one Looker account of ours. A deleted user stays as a tombstone (<see cref="DeletedAt"/>), and a user who
/// is created again with the same address revives the row under a new SCIM ID.
/// </remarks>
public sealed class ScimUserRow : SyncColumns, IUserInLooker
{
    public long Key { get; set; }

    /// <summary>SCIM <c>id</c>.</summary>
    public Guid Id { get; set; }

    public required string UserName { get; set; }

    public required string UserNameNorm { get; set; }

    public string? ExternalId { get; set; }

    /// <summary>For searching a part. SCIM compares <see cref="ExternalId"/> itself, which is caseExact.</summary>
    public string? ExternalIdNorm { get => ExternalId is null ? null : ScimText.Normalise(ExternalId); private set { } }

    /// <summary>displayName, or else userName: <c>members.display</c> of groups.</summary>
    public required string Display { get; set; }

    public string? DisplayNameNorm { get; set; }

    /// <summary>For lists that people sort by <see cref="Display"/>.</summary>
    public string SortName { get => DisplayNameNorm ?? UserNameNorm; private set { } }

    public bool Active { get; set; }

    /// <summary>ETag version, from 1.</summary>
    public long Version { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The address that the Looker account should have; null if the user cannot be forwarded.</summary>
    public string? LookerEmail { get; set; }

    public string? LookerEmailNorm { get; set; }

    public string LookerFirstName { get; set; } = "";

    public string LookerLastName { get; set; } = "";

    /// <summary>JSON of the mapped Looker attributes that Looker should have (<see cref="MappingSet"/>); null without mappings.</summary>
    public string? LookerAttributes { get; set; }

    public string? LookerUserId { get; set; }

    public LinkState LinkState { get; set; }

    /// <summary>JSON of the values that Looker was last known to have. A missing member is unknown.</summary>
    public string? AppliedState { get; set; }

    /// <summary>The journal of a creation: the mark sent with <c>POST /users</c>, kept until the account is complete.</summary>
    public string? CreationMark { get; set; }

    /// <summary>The Looker account that a person agreed to take over, under the policy <c>review</c>.</summary>
    public string? ReleasedLookerId { get; set; }

    /// <summary>Why the linked account may not be changed, according to the last comparison or a person.</summary>
    public Protection Protection { get; set; }

    public ScimUserRow Copy() => (ScimUserRow)MemberwiseClone();
}
