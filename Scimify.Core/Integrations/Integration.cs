namespace Scimify.Core.Integrations;

/// <summary>One Looker instance as the target of provisioning.</summary>
public sealed class Integration
{
    public int Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public required string Name { get; set; }

    /// <summary>"mycompany" where the address was given by name; null for a base URL of its own.</summary>
    public string? InstanceName { get; set; }

    /// <summary>Origin of Looker; <c>/api/4.0</c> is appended.</summary>
    public required string BaseUrl { get; set; }

    public required string ClientId { get; set; }

    /// <summary>Data Protection ciphertext; never shown.</summary>
    public required string ProtectedClientSecret { get; set; }

    /// <summary>Text kept and shown here for groups; Looker has no field for it. <c>{tenant_id}</c> is replaced.</summary>
    public required string GroupDescription { get; set; }

    public IntegrationMode Mode { get; set; }

    public IntegrationPolicies Policies { get; set; } = new();

    public IntegrationHealth Health { get; set; }

    /// <summary>Why it is not well, for the console.</summary>
    public string? HealthDetail { get; set; }

    public DateTimeOffset? HealthSince { get; set; }

    public DateTimeOffset? LastReconciledAt { get; set; }

    /// <summary>When the backup was made that this was restored from; null once somebody has set it live since.</summary>
    public DateTimeOffset? RestoredFrom { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Stopped for good; its logs stay.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Moves with every change of settings.</summary>
    public long Version { get; set; }
}

/// <summary>Whether changes reach Looker.</summary>
public enum IntegrationMode
{
    Live = 0,

    /// <summary>Accept, compute and show; do nothing in Looker.</summary>
    Plan = 1,

    /// <summary>Accept and queue.</summary>
    Paused = 2,
}

/// <summary>What the last calls to Looker told.</summary>
public enum IntegrationHealth
{
    Ok = 0,
    Degraded = 1,
    Unreachable = 2,
    CredentialsRejected = 3,
}
