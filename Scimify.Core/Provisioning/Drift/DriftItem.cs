namespace Scimify.Core.Provisioning.Drift;

/// <summary>How Looker differs from what SCIM wants. The numbers are stored.</summary>
public enum DriftKind
{
    UserMissing = 1,
    UserChanged = 2,

    /// <summary>The account is disabled in Looker, but the user is active in SCIM.</summary>
    UserDisabled = 3,

    /// <summary>Somebody gave back by hand the access that SCIM had removed.</summary>
    UserEnabled = 4,
    CredentialMissing = 5,
    EmailChanged = 6,
    GroupMissing = 7,
    GroupRenamed = 8,
    MemberMissing = 9,

    /// <summary>Somebody was added to one of our groups by hand. Only a person removes them.</summary>
    MemberAdded = 10,

    /// <summary>A group lacks a Looker role that it is mapped to.</summary>
    RoleChanged = 11,

    /// <summary>A mapped user attribute has another value.</summary>
    AttributeChanged = 12,
}

/// <summary>A person's decision about a difference. The numbers are stored.</summary>
public enum DriftState
{
    Open = 0,

    /// <summary>Looker may keep this value. Another value is reported again.</summary>
    Accepted = 1,

    /// <summary>Never reported again, whatever the value.</summary>
    Ignored = 2,
}

/// <summary>One difference that a comparison found in Looker.</summary>
public sealed class DriftItem
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public DriftKind Kind { get; set; }

    public DriftState State { get; set; }

    /// <summary>The managed user; null for a group, and for a member whom SCIM does not know.</summary>
    public long? UserKey { get; set; }

    /// <summary>The managed group; null for a user.</summary>
    public long? GroupKey { get; set; }

    /// <summary><c>User</c> or <c>Group</c>.</summary>
    public required string ResourceType { get; set; }

    /// <summary>The user's or group's SCIM ID.</summary>
    public Guid ScimId { get; set; }

    /// <summary>The user's or group's Looker ID.</summary>
    public required string LookerId { get; set; }

    /// <summary>userName or displayName.</summary>
    public required string Name { get; set; }

    /// <summary>Looker's name of what differs; empty for the whole object.</summary>
    public required string Field { get; set; }

    /// <summary>The Looker ID of the account of a membership, of the role, or of the user attribute; otherwise empty.</summary>
    public required string MemberLookerId { get; set; }

    public string? Desired { get; set; }

    public string? Actual { get; set; }

    /// <summary>False if people made the change in Looker. Only a person can repair it, one at a time.</summary>
    public bool Managed { get; set; }

    /// <summary>Access that SCIM removed and somebody gave back by hand.</summary>
    public bool Urgent { get; set; }

    public DateTimeOffset FoundAt { get; set; }

    /// <summary>The last comparison that saw it.</summary>
    public long RunKey { get; set; }
}
