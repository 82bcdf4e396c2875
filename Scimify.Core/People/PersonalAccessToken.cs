namespace Scimify.Core.People;

/// <summary>A key to the REST API with the rights of its person, limited by its scope (<c>Authorization: ApiKey</c>).</summary>
public sealed class PersonalAccessToken
{
    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public Guid PersonId { get; set; }

    public Person? Person { get; set; }

    public required string Name { get; set; }

    /// <summary>Key id, a dot, and the keyed hash of the secret in lower-case hex; unique. See <c>TokenHasher</c>.</summary>
    public required string Hash { get; set; }

    public PersonalTokenScope Scope { get; set; } = PersonalTokenScope.All;

    /// <summary>In the form of <c>TokenNetworks.Stored</c>; null for everywhere.</summary>
    public string? AllowedNetworks { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
