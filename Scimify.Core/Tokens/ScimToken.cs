namespace Scimify.Core.Tokens;

/// <summary>A bearer token of one integration's SCIM endpoint. Only a keyed hash is kept.</summary>
public sealed class ScimToken
{
    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public required string Description { get; set; }

    /// <summary>Key id, a dot, and the keyed hash of the secret in lower-case hex; unique.</summary>
    public required string Hash { get; set; }

    /// <summary>Of the secret before the last rotation; kept for good, so that its use can be told from a guess.</summary>
    public string? PreviousHash { get; set; }

    /// <summary>Until when the secret before the last rotation works too; null: it does not.</summary>
    public DateTimeOffset? OverlapUntil { get; set; }

    public TokenScopes Scopes { get; set; } = TokenScopes.All;

    /// <summary>As <see cref="TokenNetworks.Stored"/> writes it; null: from everywhere.</summary>
    public string? AllowedNetworks { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>By value: the token outlives the person who made it.</summary>
    public Guid? CreatedById { get; set; }

    public string? CreatedByName { get; set; }

    /// <summary>Null: never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Visible within 10 s of the first use, then moved at most once a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public string? LastUsedFrom { get; set; }

    public string? LastUsedAgent { get; set; }

    public DateTimeOffset? RotatedAt { get; set; }

    public string? RotatedByName { get; set; }

    /// <summary>Deleting keeps the record for the logs.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    public string? RevokedByName { get; set; }
}
