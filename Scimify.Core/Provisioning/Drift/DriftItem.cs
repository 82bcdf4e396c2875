namespace Scimify.Core.Provisioning.Drift;

/// <summary>How Looker differs from what SCIM wants of it. The numbers are stored.</summary>
public enum DriftKind
{
    UserMissing = 1,
    UserChanged = 2,

    /// <summary>Somebody disabled in Looker who is active in SCIM.</summary>
    UserDisabled = 3,

    /// <summary>Access that SCIM took away was given back by hand.</summary>
    UserEnabled = 4,
    CredentialMissing = 5,
    EmailChanged = 6,
    GroupMissing = 7,
    GroupRenamed = 8,
    MemberMissing = 9,

    /// <summary>Put into a group of ours by hand: never taken out but by a person.</summary>
    MemberAdded = 10,

    /// <summary>A group lacks a Looker role that it is mapped to.</summary>
    RoleChanged = 11,

    /// <summary>A mapped user attribute has another value.</summary>
    AttributeChanged = 12,
}

/// <summary>What a person has said about a difference. The numbers are stored.</summary>
public enum DriftState
{
    Open = 0,

    /// <summary>It may stay as it is in Looker; another value is told of again.</summary>
    Accepted = 1,

    /// <summary>Not to be told of again, whatever the value.</summary>
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

    /// <summary>The managed user; null for a group, and for a member who is not in SCIM.</summary>
    public long? UserKey { get; set; }

    /// <summary>The managed group; null for a user.</summary>
    public long? GroupKey { get; set; }

    /// <summary><c>User</c> or <c>Group</c>.</summary>
    public required string ResourceType { get; set; }

    /// <summary>Of the user or group.</summary>
    public Guid ScimId { get; set; }

    /// <summary>Of the user or group.</summary>
    public required string LookerId { get; set; }

    /// <summary>userName or displayName.</summary>
    public required string Name { get; set; }

    /// <summary>Looker's name of what differs; empty where the whole object is meant.</summary>
    public required string Field { get; set; }

    /// <summary>Looker id of the account that a membership is about, of the role, or of the user attribute; else empty.</summary>
    public required string MemberLookerId { get; set; }

    public string? Desired { get; set; }

    public string? Actual { get; set; }

    /// <summary>False: made by people in Looker, and repaired by a person one by one only.</summary>
    public bool Managed { get; set; }

    /// <summary>Access that SCIM took away and somebody gave back by hand.</summary>
    public bool Urgent { get; set; }

    public DateTimeOffset FoundAt { get; set; }

    /// <summary>The comparison that saw it last.</summary>
    public long RunKey { get; set; }
}
