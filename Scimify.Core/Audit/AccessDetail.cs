namespace Scimify.Core.Audit;

/// <summary>
/// From when to when a Looker role of a group or of a person, or a mapped attribute of a person, stayed the same: what SCIM and
/// the mappings asked for, and what Looker had. Like <see cref="AccessInterval"/>, each begins where the last one ends.
/// </summary>
public sealed class AccessDetail
{
    /// <summary>In place of a value that Looker never shows.</summary>
    public const string Hidden = "(hidden)";

    public AccessDetailKind Kind { get; set; }

    /// <summary>The key of the group or the user. Keys are never used again.</summary>
    public long SubjectKey { get; set; }

    /// <summary>Looker's ID of the role or the attribute.</summary>
    public required string LookerId { get; set; }

    /// <summary>Inclusive. What a comparison found begins when it was found.</summary>
    public DateTimeOffset FromAt { get; set; }

    /// <summary>Exclusive; null if it is still so.</summary>
    public DateTimeOffset? UntilAt { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary>What Looker calls the role or the attribute.</summary>
    public required string Name { get; set; }

    /// <summary>The value that was asked for; empty for a role, null for none.</summary>
    public string? Asked { get; set; }

    /// <summary>The value that Looker had, as far as was known at that time; empty for a role, null for none.</summary>
    public string? Had { get; set; }

    /// <summary>Where what Looker had came from.</summary>
    public AccessSource Source { get; set; }

    /// <summary>The SCIM write behind it; null if there was none.</summary>
    public Guid? RequestId { get; set; }
}

/// <summary>What a detail of somebody's access is. The numbers are stored.</summary>
public enum AccessDetailKind
{
    /// <summary>A role that Looker gives to the members of a group.</summary>
    GroupRole = 1,

    /// <summary>A role that an account has without any of its groups. Only comparisons see it.</summary>
    PersonRole = 2,

    /// <summary>A mapped user attribute.</summary>
    Attribute = 3,
}
