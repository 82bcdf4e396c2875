namespace Scimify.Core.Audit;

/// <summary>The state of an organization's audit chain. Entries that retention deleted still count.</summary>
public sealed class AuditChain
{
    public int OrganizationKey { get; set; }

    /// <summary>How many entries were ever chained, which is the number of the last.</summary>
    public long Entries { get; set; }

    /// <summary>The hash of the last entry; empty if there is none.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The number of the last entry that retention deleted; 0 for none.</summary>
    public long ForgottenEntries { get; set; }

    /// <summary>The hash of the last entry that retention deleted; empty for none.</summary>
    public string ForgottenHash { get; set; } = "";

    /// <summary>The time of the last entry that retention deleted, in Unix milliseconds; 0 for none.</summary>
    public long ForgottenUntil { get; set; }

    /// <summary>Covers all of the above (<see cref="AuditSeal"/>).</summary>
    public string Seal { get; set; } = "";
}
