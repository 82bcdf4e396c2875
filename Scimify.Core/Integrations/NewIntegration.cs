using Scimify.Core.Scim.Dialects;

namespace Scimify.Core.Integrations;

/// <summary>The members of a new integration. Null means that a member was not given; the service decides which ones are required.</summary>
public sealed record NewIntegration
{
    /// <summary>1 to 100 characters, unique in the organization, ignoring case.</summary>
    public string? Name { get; init; }

    /// <summary>"mycompany" for <c>https://mycompany.cloud.looker.com</c>. Either this or <see cref="BaseUrl"/>.</summary>
    public string? InstanceName { get; init; }

    /// <summary>An https origin. The default port is 443.</summary>
    public string? BaseUrl { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Stored encrypted and never shown again.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Null for <see cref="IntegrationService.DefaultGroupDescription"/>.</summary>
    public string? GroupDescription { get; init; }

    /// <summary>Null for live.</summary>
    public IntegrationMode? Mode { get; init; }

    public PolicyChange? Policies { get; init; }

    /// <summary>Never contains the secret.</summary>
    public override string ToString() => $"NewIntegration {Name}";
}

/// <summary>A merge into an integration. A null member leaves it unchanged.</summary>
public sealed record IntegrationChange
{
    public string? Name { get; init; }

    public string? InstanceName { get; init; }

    public string? BaseUrl { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary>If set to null, restores <see cref="IntegrationService.DefaultGroupDescription"/>.</summary>
    public Optional<string?> GroupDescription { get; init; }

    public IntegrationMode? Mode { get; init; }

    public PolicyChange? Policies { get; init; }

    /// <summary>Never contains the secret.</summary>
    public override string ToString() => $"IntegrationChange {Name}";
}

/// <summary>A merge into <see cref="IntegrationPolicies"/>. A null or unset member leaves it unchanged.</summary>
public sealed record PolicyChange
{
    public AdoptionPolicy? Adoption { get; init; }

    public DeletionPolicy? OnDelete { get; init; }

    public EmailSource? EmailSource { get; init; }

    public ScimProfile? Profile { get; init; }

    /// <summary>As <see cref="IntegrationPolicies.Strict"/>. Must agree with <see cref="Profile"/>, if both are given.</summary>
    public bool? Strict { get; init; }

    public bool? EndSessions { get; init; }

    public bool? RemoveApiKeys { get; init; }

    public DeletionGuardChange? DeletionGuard { get; init; }

    public DriftPolicy? Drift { get; init; }

    public Optional<int?> CallsInFlight { get; init; }

    public Optional<int?> CallsPerSecond { get; init; }

    public Optional<int?> MonthlyCallBudget { get; init; }

    public IntegrationPolicies ApplyTo(IntegrationPolicies current) => current with
    {
        Adoption = Adoption ?? current.Adoption,
        OnDelete = OnDelete ?? current.OnDelete,
        EmailSource = EmailSource ?? current.EmailSource,
        Profile = Profile ?? (Strict is { } strict ? current.AsStrict(strict) : current.Profile),
        EndSessions = EndSessions ?? current.EndSessions,
        RemoveApiKeys = RemoveApiKeys ?? current.RemoveApiKeys,
        DeletionGuard = DeletionGuard?.ApplyTo(current.DeletionGuard) ?? current.DeletionGuard,
        Drift = Drift ?? current.Drift,
        CallsInFlight = CallsInFlight.Or(current.CallsInFlight),
        CallsPerSecond = CallsPerSecond.Or(current.CallsPerSecond),
        MonthlyCallBudget = MonthlyCallBudget.Or(current.MonthlyCallBudget),
    };
}

/// <summary>A merge into <see cref="DeletionGuardPolicy"/>. A null member leaves it unchanged.</summary>
public sealed record DeletionGuardChange
{
    public bool? Enabled { get; init; }

    public int? MaxCount { get; init; }

    public int? MaxPercent { get; init; }

    public int? MemberMaxPercent { get; init; }

    public int? WindowMinutes { get; init; }

    public DeletionGuardPolicy ApplyTo(DeletionGuardPolicy current) => current with
    {
        Enabled = Enabled ?? current.Enabled,
        MaxCount = MaxCount ?? current.MaxCount,
        MaxPercent = MaxPercent ?? current.MaxPercent,
        MemberMaxPercent = MemberMaxPercent ?? current.MemberMaxPercent,
        WindowMinutes = WindowMinutes ?? current.WindowMinutes,
    };
}
