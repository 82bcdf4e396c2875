namespace Scimify.Core.Saml;

/// <summary>The numbers are stored.</summary>
public enum SamlDraftState
{
    Open = 0,

    /// <summary>Looker has the changes.</summary>
    Applied = 1,
    Discarded = 2,
}

/// <summary>How the login with a draft's test configuration went. The numbers are stored.</summary>
public enum SamlTestState
{
    None = 0,

    /// <summary>Looker has a test configuration, and nobody has said yet how the login went.</summary>
    Open = 1,
    Passed = 2,
    Failed = 3,
}

/// <summary>A change of the SAML configuration that is tested and reviewed before it is applied.</summary>
public sealed class SamlDraft
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public SamlDraftState State { get; set; }

    public required string Title { get; set; }

    /// <summary>Who last edited the changes.</summary>
    public Guid? AuthorId { get; set; }

    public required string AuthorName { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Moves with every edit, so that nobody overwrites what they have not seen.</summary>
    public long Version { get; set; }

    /// <summary>The settings that the draft was based on.</summary>
    public required string BaseSettings { get; set; }

    /// <summary>JSON by Looker's member names.</summary>
    public required string Changes { get; set; }

    public SamlTestState Test { get; set; }

    /// <summary>Looker's name of the test configuration, as long as there is one.</summary>
    public string? TestSlug { get; set; }

    /// <summary><see cref="SamlSettings.Fingerprint"/> of the tested settings. A draft that has changed since then counts as untested.</summary>
    public string? TestedFingerprint { get; set; }

    public string? TestedByName { get; set; }

    public DateTimeOffset? TestedAt { get; set; }

    /// <summary><see cref="SamlSettings.Fingerprint"/> of the approved settings.</summary>
    public string? ApprovedFingerprint { get; set; }

    public Guid? ApproverId { get; set; }

    public string? ApproverName { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }
}

/// <summary>An integration's rules for SAML changes.</summary>
public sealed class SamlPolicy
{
    public int IntegrationKey { get; set; }

    /// <summary>Whether a change needs a second person's approval, and therefore a draft.</summary>
    public bool RequiresApproval { get; set; }
}
