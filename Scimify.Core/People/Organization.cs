namespace Scimify.Core.People;

/// <summary>The tenant: owns people, integrations, tokens and logs (design, "Words").</summary>
public sealed class Organization
{
    /// <summary>Database key; never leaves the process.</summary>
    public int Key { get; set; }

    /// <summary><c>organizationUuid</c> of the REST API and <c>tenant_id</c> of group descriptions.</summary>
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Whether a SCIM token may have no expiry.</summary>
    public bool TokensMayNeverExpire { get; set; } = true;

    /// <summary>Longest life of a SCIM token that expires; null: no limit.</summary>
    public int? TokenMaxDays { get; set; }

    /// <summary>Where nothing is asked for; null: no expiry.</summary>
    public int? TokenDefaultDays { get; set; }
}
