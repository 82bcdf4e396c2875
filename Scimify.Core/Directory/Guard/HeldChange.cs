using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Guard;

/// <summary>
/// A change that waits for a person: a removal of access, or the adoption of an existing Looker object. Its row has the state
/// held and is not due. SCIM reads show the row as the identity provider wanted it.
/// </summary>
public sealed class HeldChange
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public HeldAction Action { get; set; }

    /// <summary>The user; null if a whole group would be deleted.</summary>
    public long? UserKey { get; set; }

    /// <summary>The group that would be deleted, or that the user would leave; otherwise null.</summary>
    public long? GroupKey { get; set; }

    /// <summary>The SCIM ID of the user, or of the group that the action concerns.</summary>
    public Guid ScimId { get; set; }

    /// <summary>The userName or displayName at that time; for a member, <c>group: user</c>.</summary>
    public required string Name { get; set; }

    /// <summary>Why it waits, in words for people.</summary>
    public required string Reason { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>The SCIM write that asked for it.</summary>
    public Guid? RequestId { get; set; }

    /// <summary>For a user: whether a rejection makes them active again.</summary>
    public bool WasActive { get; set; }

    /// <summary>For an adoption: the Looker account or group that would be taken over.</summary>
    public string? LookerId { get; set; }

    /// <summary>For an adoption: how Looker shows it, in words for people.</summary>
    public string? LookerName { get; set; }

    /// <summary>Both names and the reason, for searching.</summary>
    public string SearchText { get => ScimText.Searchable(Name, LookerName, Reason); private set { } }
}

/// <summary>What is held (docs/contracts.md, "Held changes"). The numbers are stored.</summary>
public enum HeldAction
{
    Disable = 1,
    Delete = 2,
    RemoveMember = 3,
    Adopt = 4,
}

/// <summary>A removal that the deletion guard let through, counted within its window.</summary>
public sealed class GuardedRemoval
{
    public int IntegrationKey { get; set; }

    /// <summary>The group that was left; 0 for a person who was disabled or deleted.</summary>
    public long GroupKey { get; set; }

    public long UserKey { get; set; }

    public DateTimeOffset At { get; set; }
}
