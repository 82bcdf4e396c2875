namespace Scimify.Core.Integrations;

/// <summary>An integration's policies. Stored and shown as JSON with exactly these members (docs/contracts.md, "Integration policies").</summary>
public sealed record IntegrationPolicies
{
    /// <summary><c>auto</c>, <c>review</c> or <c>off</c>.</summary>
    public string Adoption { get; init; } = "auto";

    /// <summary><c>disable</c> or <c>delete</c>: what a SCIM DELETE does to the Looker user.</summary>
    public string OnDelete { get; init; } = "disable";

    /// <summary><c>emails</c> or <c>userName</c>: where the Looker address comes from.</summary>
    public string EmailSource { get; init; } = "emails";

    /// <summary>Whether vendor quirks are refused with the RFC's error.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether disabling a person ends their browser sessions.</summary>
    public bool EndSessions { get; init; } = true;

    /// <summary>Whether disabling a person deletes their API keys.</summary>
    public bool RemoveApiKeys { get; init; }

    public DeletionGuardPolicy DeletionGuard { get; init; } = new();

    /// <summary><c>report</c> or <c>repair</c>.</summary>
    public string Drift { get; init; } = "report";

    /// <summary>Null for the installation's default.</summary>
    public int? CallsInFlight { get; init; }

    /// <summary>Null for the installation's default.</summary>
    public int? CallsPerSecond { get; init; }

    /// <summary>Null for no budget.</summary>
    public int? MonthlyCallBudget { get; init; }
}

/// <summary>Removals above these thresholds are held for a person.</summary>
public sealed record DeletionGuardPolicy
{
    public bool Enabled { get; init; } = true;

    public int MaxCount { get; init; } = 50;

    public int MaxPercent { get; init; } = 10;

    public int MemberMaxPercent { get; init; } = 50;

    public int WindowMinutes { get; init; } = 60;
}
