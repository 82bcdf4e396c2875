using Scimify.Core.Scim.Values;

namespace Scimify.Core.Integrations;

/// <summary>One Looker instance as the target of provisioning.</summary>
public sealed class Integration
{
    public int Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public required string Name { get; set; }

    /// <summary>For sorting, which the databases would do differently.</summary>
    public string NameNorm { get => ScimText.Normalise(Name); private set { } }

    /// <summary>Such as "mycompany"; null if a base URL was given instead.</summary>
    public string? InstanceName { get; set; }

    /// <summary>Looker's origin; <c>/api/4.0</c> is appended.</summary>
    public required string BaseUrl { get; set; }

    public required string ClientId { get; set; }

    /// <summary>Data Protection ciphertext; never shown.</summary>
    public required string ProtectedClientSecret { get; set; }

    /// <summary>Description of groups, kept and shown by Scimify because Looker has no field for it. <c>{tenant_id}</c> is replaced.</summary>
    public required string GroupDescription { get; set; }

    public IntegrationMode Mode { get; set; }

    public IntegrationPolicies Policies { get; set; } = new();

    public IntegrationHealth Health { get; set; }

    /// <summary>Why the integration is not healthy, for the console.</summary>
    public string? HealthDetail { get; set; }

    public DateTimeOffset? HealthSince { get; set; }

    public DateTimeOffset? LastReconciledAt { get; set; }

    /// <summary>The time of the backup that this was restored from; null once somebody has set the integration live again.</summary>
    public DateTimeOffset? RestoredFrom { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was deleted; null if it was not. Its logs stay.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Moves with every change of settings.</summary>
    public long Version { get; set; }
}

/// <summary>Whether changes reach Looker.</summary>
public enum IntegrationMode
{
    Live = 0,

    /// <summary>Changes are accepted, computed and shown. Nothing is written to Looker.</summary>
    Plan = 1,

    /// <summary>Changes are accepted and wait.</summary>
    Paused = 2,
}

/// <summary>What the last calls to Looker showed.</summary>
public enum IntegrationHealth
{
    Ok = 0,
    Degraded = 1,
    Unreachable = 2,
    CredentialsRejected = 3,
}
