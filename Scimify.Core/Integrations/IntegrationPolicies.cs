namespace Scimify.Core.Integrations;

/// <summary>Policies of an integration, stored and shown as JSON with exactly these members (docs/contracts.md, "Integration policies").</summary>
public sealed record IntegrationPolicies
{
    /// <summary><c>auto</c>, <c>review</c> or <c>off</c>.</summary>
    public string Adoption { get; init; } = "auto";

    /// <summary><c>disable</c> or <c>delete</c>: what SCIM DELETE does to the Looker user.</summary>
    public string OnDelete { get; init; } = "disable";

    /// <summary><c>emails</c> or <c>userName</c>: where the Looker address comes from.</summary>
    public string EmailSource { get; init; } = "emails";

    /// <summary>True: vendor quirks are refused with the RFC's error.</summary>
    public bool Strict { get; init; }

    /// <summary>Ends the browser sessions of a person who was disabled.</summary>
    public bool EndSessions { get; init; } = true;

    /// <summary>Deletes the API keys of a person who was disabled.</summary>
    public bool RemoveApiKeys { get; init; }

    public DeletionGuardPolicy DeletionGuard { get; init; } = new();

    /// <summary><c>report</c> or <c>repair</c>.</summary>
    public string Drift { get; init; } = "report";

    /// <summary>Null: the installation's default.</summary>
    public int? CallsInFlight { get; init; }

    /// <summary>Null: the installation's default.</summary>
    public int? CallsPerSecond { get; init; }

    /// <summary>Null: no budget.</summary>
    public int? MonthlyCallBudget { get; init; }
}

/// <summary>Thresholds over which removals are held for a person.</summary>
public sealed record DeletionGuardPolicy
{
    public bool Enabled { get; init; } = true;

    public int MaxCount { get; init; } = 50;

    public int MaxPercent { get; init; } = 10;

    public int MemberMaxPercent { get; init; } = 50;

    public int WindowMinutes { get; init; } = 60;
}
