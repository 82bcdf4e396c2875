using System.Text.Json.Serialization;
using Scimify.Core.Primitives;
using Scimify.Core.Scim.Dialects;

namespace Scimify.Core.Integrations;

/// <summary>An integration's policies. Stored and shown as JSON with exactly these members (docs/contracts.md, "Integration policies").</summary>
public sealed record IntegrationPolicies
{
    public AdoptionPolicy Adoption { get; init; }

    public DeletionPolicy OnDelete { get; init; }

    public EmailSource EmailSource { get; init; }

    /// <summary>How literally the identity provider is taken.</summary>
    public ScimProfile Profile { get; init; }

    /// <summary>Whether vendor quirks are refused with the RFC's error: <see cref="Profile"/> for callers that know two of them.</summary>
    public bool Strict
    {
        get => Profile != ScimProfile.Tolerant;
        init => Profile = AsStrict(value);
    }

    /// <summary>The profile after it was made strict or tolerant.</summary>
    internal ScimProfile AsStrict(bool strict) => strict == Strict ? Profile : strict ? ScimProfile.Strict : ScimProfile.Tolerant;

    /// <summary>Whether disabling a person ends their browser sessions.</summary>
    public bool EndSessions { get; init; } = true;

    /// <summary>Whether disabling a person deletes their API keys.</summary>
    public bool RemoveApiKeys { get; init; }

    public DeletionGuardPolicy DeletionGuard { get; init; } = new();

    public DriftPolicy Drift { get; init; }

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

/// <summary>What happens to an account or group that is already in Looker.</summary>
[JsonConverter(typeof(EnumWordsConverter<AdoptionPolicy>))]
public enum AdoptionPolicy
{
    /// <summary>It is taken over.</summary>
    Auto = 0,

    /// <summary>It is taken over if a person agrees.</summary>
    Review = 1,

    /// <summary>The identity provider gets an error.</summary>
    Off = 2,
}

/// <summary>What a SCIM DELETE does to the Looker user.</summary>
[JsonConverter(typeof(EnumWordsConverter<DeletionPolicy>))]
public enum DeletionPolicy
{
    Disable = 0,
    Delete = 1,
}

/// <summary>The source of the Looker address. If it has no address, the other source is used.</summary>
[JsonConverter(typeof(EnumWordsConverter<EmailSource>))]
public enum EmailSource
{
    Emails = 0,
    UserName = 1,
}

/// <summary>What happens to differences that a comparison finds in Looker.</summary>
[JsonConverter(typeof(EnumWordsConverter<DriftPolicy>))]
public enum DriftPolicy
{
    Report = 0,
    Repair = 1,
}
