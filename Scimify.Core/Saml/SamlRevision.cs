namespace Scimify.Core.Saml;

/// <summary>The numbers are stored.</summary>
public enum SamlRevisionState
{
    /// <summary>Recorded before Looker is called. Until it is settled, it is unknown whether Looker has it.</summary>
    Applying = 0,

    /// <summary>Looker had it when it was read back.</summary>
    Applied = 1,

    /// <summary>Looker does not have it.</summary>
    NotApplied = 2,
}

/// <summary>Where the change was made. The numbers are stored.</summary>
public enum SamlSource
{
    Scimify = 1,

    /// <summary>Found in Looker: a person changed it there, or it was there before Scimify.</summary>
    Looker = 2,
}

/// <summary>One state of the SAML configuration. It is kept forever.</summary>
public sealed class SamlRevision
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary>Counts from 1 in each integration.</summary>
    public int Number { get; set; }

    public SamlSource Source { get; set; }

    public SamlRevisionState State { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>When Looker was read back; null while it is being applied.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>An e-mail address. If the state was found in Looker, the ID of the Looker user, if Looker shows it.</summary>
    public required string AuthorName { get; set; }

    public Guid? AuthorId { get; set; }

    /// <summary>The second person; null if no approval was required.</summary>
    public string? ApproverName { get; set; }

    /// <summary>Where it comes from, such as the revision that it restores.</summary>
    public string? Note { get; set; }

    /// <summary>The result of the test login; null without a test.</summary>
    public string? TestResult { get; set; }

    /// <summary>JSON of the blockers that an owner has overridden; null for none.</summary>
    public string? Overridden { get; set; }

    /// <summary><see cref="SamlSettings.Fingerprint"/> of <see cref="Settings"/>.</summary>
    public required string Fingerprint { get; set; }

    /// <summary><see cref="SamlSettings.Store"/>: what Looker has, or is meant to have while the revision is being applied.</summary>
    public required string Settings { get; set; }

    /// <summary>The settings before; null for the first revision.</summary>
    public string? Before { get; set; }

    public string? LookerModifiedAt { get; set; }

    public string? LookerModifiedBy { get; set; }

    /// <summary>Why Looker does not have the revision, or has something else than was asked for.</summary>
    public string? Error { get; set; }

    /// <summary>Unix milliseconds. Until then somebody is working on it, or an unanswered call can still take effect.</summary>
    public long LeaseUntil { get; set; }
}
