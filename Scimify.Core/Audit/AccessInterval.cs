namespace Scimify.Core.Audit;

/// <summary>
/// From when to when a person's access, or a part of it, stayed the same: what SCIM asked for, and what Looker had. The next
/// interval of the same part begins where this one ends. Before the first one, there was nothing.
/// </summary>
public sealed class AccessInterval
{
    /// <summary>The key of the user. Keys are never used again.</summary>
    public long UserKey { get; set; }

    public AccessKind Kind { get; set; }

    /// <summary>The key of the group; 0 for none.</summary>
    public long GroupKey { get; set; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset FromAt { get; set; }

    /// <summary>Exclusive; null if it is still so.</summary>
    public DateTimeOffset? UntilAt { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary>What SCIM asked for.</summary>
    public bool Asked { get; set; }

    /// <summary>What Looker had, as far as was known at that time.</summary>
    public bool Had { get; set; }

    /// <summary>Where what Looker had came from.</summary>
    public AccessSource Source { get; set; }

    /// <summary>The SCIM write behind it; null if there was none.</summary>
    public Guid? RequestId { get; set; }
}

/// <summary>The part of a person's access. The numbers are stored.</summary>
public enum AccessKind
{
    /// <summary>The account: active in Looker or not.</summary>
    Account = 1,
    Membership = 2,
}

/// <summary>Where what Looker had came from. The numbers are stored.</summary>
public enum AccessSource
{
    Scim = 1,

    /// <summary>The account was in Looker before, and Scimify took it over.</summary>
    Adopted = 2,

    /// <summary>Somebody changed it in Looker. A comparison found it, so the interval begins when it was found.</summary>
    ByHand = 3,

    /// <summary>A mapping gave the role, or made the value of the attribute.</summary>
    Mapping = 4,
}

/// <summary>What a person or a group was called, and from when on. The names of who has left stay.</summary>
public sealed class AccessName
{
    public bool IsGroup { get; set; }

    /// <summary>The key of the user or group.</summary>
    public long SubjectKey { get; set; }

    public DateTimeOffset FromAt { get; set; }

    /// <summary>Null for the last name.</summary>
    public DateTimeOffset? UntilAt { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public Guid ScimId { get; set; }

    /// <summary>userName or displayName.</summary>
    public required string Name { get; set; }

    /// <summary>What SCIM shows of the person; the name for a group.</summary>
    public required string Display { get; set; }

    /// <summary>The address of the Looker account; null for none.</summary>
    public string? Address { get; set; }

    /// <summary>For the order of lists.</summary>
    public required string DisplayNorm { get; set; }

    /// <summary>Name, display name and address, for searching.</summary>
    public required string SearchText { get; set; }
}
