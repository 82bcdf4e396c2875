using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Guard;

/// <summary>
/// One change that waits for a person: a removal of access, or taking over what is in Looker already. The row that it
/// concerns is in the state held and not due; SCIM reads show it as the identity provider asked for it.
/// </summary>
public sealed class HeldChange
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public HeldAction Action { get; set; }

    /// <summary>The user; null where a whole group is to be deleted.</summary>
    public long? UserKey { get; set; }

    /// <summary>The group that is to be deleted, or that the user is to leave; null else.</summary>
    public long? GroupKey { get; set; }

    /// <summary>SCIM id of the user, or of the group that the action is about.</summary>
    public Guid ScimId { get; set; }

    /// <summary>userName or displayName at the time; of a member <c>group: user</c>.</summary>
    public required string Name { get; set; }

    /// <summary>Why it waits, in words for people.</summary>
    public required string Reason { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>The SCIM write that asked for it.</summary>
    public Guid? RequestId { get; set; }

    /// <summary>Of a user: whether rejecting makes them active again.</summary>
    public bool WasActive { get; set; }

    /// <summary>Of an adoption: the account or group in Looker that it is about.</summary>
    public string? LookerId { get; set; }

    /// <summary>Of an adoption: how Looker shows it, in words for people.</summary>
    public string? LookerName { get; set; }

    /// <summary>Both names and the reason, to be searched.</summary>
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

/// <summary>A removal that was let through: the deletion guard counts those of its window.</summary>
public sealed class GuardedRemoval
{
    public int IntegrationKey { get; set; }

    /// <summary>The group that was left; 0 for a person who was disabled or deleted.</summary>
    public long GroupKey { get; set; }

    public long UserKey { get; set; }

    public DateTimeOffset At { get; set; }
}
