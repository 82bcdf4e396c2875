namespace Scimify.Core.Organizations;

/// <summary>The tenant: owns people, integrations, tokens and logs (design, "Words").</summary>
public sealed class Organization
{
    /// <summary>Database key; never leaves the process.</summary>
    public int Key { get; set; }

    /// <summary><c>organizationUuid</c> of the REST API and <c>tenant_id</c> of group descriptions.</summary>
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
