namespace Scimify.Core.Directory.Roles;

/// <summary>A role of Looker as SCIM shows it. Comparisons write these rows, and nobody else does.</summary>
public sealed class ScimRoleRow
{
    public long Key { get; set; }

    /// <summary>SCIM <c>id</c>. It stays as long as Looker has the role, whatever the role is called.</summary>
    public Guid Id { get; set; }

    public int IntegrationKey { get; set; }

    public required string LookerRoleId { get; set; }

    public required string DisplayName { get; set; }

    public required string DisplayNameNorm { get; set; }

    /// <summary>ETag version, from 1.</summary>
    public long Version { get; set; }

    /// <summary>When a comparison first found the role.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When a comparison last found another name.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
