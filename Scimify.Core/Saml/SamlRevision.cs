namespace Scimify.Core.Saml;

/// <summary>The numbers are stored.</summary>
public enum SamlRevisionState
{
    /// <summary>Written down before Looker is asked: until it is settled, Looker may have it or not.</summary>
    Applying = 0,

    /// <summary>Looker had it when it was read back.</summary>
    Applied = 1,

    /// <summary>Looker does not have it.</summary>
    NotApplied = 2,
}

/// <summary>Who brought it into Looker. The numbers are stored.</summary>
public enum SamlSource
{
    Scimify = 1,

    /// <summary>Found there: changed by a person in Looker, or there before us.</summary>
    Looker = 2,
}

/// <summary>One state of the SAML configuration; kept for ever.</summary>
public sealed class SamlRevision
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary>From 1 in each integration.</summary>
    public int Number { get; set; }

    public SamlSource Source { get; set; }

    public SamlRevisionState State { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>When Looker was read back; null while it is being applied.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>E-mail address; of one that was found, the Looker user's id where Looker tells it.</summary>
    public required string AuthorName { get; set; }

    public Guid? AuthorId { get; set; }

    /// <summary>The second person; null where none was asked for.</summary>
    public string? ApproverName { get; set; }

    /// <summary>Where it comes from, such as the revision that it restores.</summary>
    public string? Note { get; set; }

    /// <summary>What the login with a test configuration told; null without a test.</summary>
    public string? TestResult { get; set; }

    /// <summary>JSON of the blockers that an owner has overridden; null: none.</summary>
    public string? Overridden { get; set; }

    /// <summary><see cref="SamlSettings.Fingerprint"/> of <see cref="Settings"/>.</summary>
    public required string Fingerprint { get; set; }

    /// <summary><see cref="SamlSettings.Store"/>: what Looker has, or while it is being applied what it is to have.</summary>
    public required string Settings { get; set; }

    /// <summary>The settings before; null for the first one.</summary>
    public string? Before { get; set; }

    public string? LookerModifiedAt { get; set; }

    public string? LookerModifiedBy { get; set; }

    /// <summary>Why Looker does not have it, or has it otherwise than asked.</summary>
    public string? Error { get; set; }

    /// <summary>Unix milliseconds: until then somebody is at work on it, or a call without an answer can still take effect.</summary>
    public long LeaseUntil { get; set; }
}
