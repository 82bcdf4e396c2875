namespace Scimify.Core.Tokens;

/// <summary>A bearer token for one integration's SCIM endpoint. Only a keyed hash is stored.</summary>
public sealed class ScimToken
{
    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary>The OAuth client whose access token this is; null for a token that a person has made. Queries see access tokens only if they ask for them.</summary>
    public Guid? ClientId { get; set; }

    /// <summary>The secret that got the access token; null if it was no secret.</summary>
    public Guid? ClientSecretId { get; set; }

    public required string Description { get; set; }

    /// <summary>Key id, a dot, and the keyed hash of the secret in lower-case hex; unique.</summary>
    public required string Hash { get; set; }

    /// <summary>The hash of the secret before the last rotation. It is kept, so that use of the old secret is not taken for a guess.</summary>
    public string? PreviousHash { get; set; }

    /// <summary>How long the secret before the last rotation still works; null if it does not.</summary>
    public DateTimeOffset? OverlapUntil { get; set; }

    public TokenScopes Scopes { get; set; } = TokenScopes.All;

    /// <summary>In the form of <see cref="TokenNetworks.Stored"/>; null for everywhere.</summary>
    public string? AllowedNetworks { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>By value: the token outlives the person who made it.</summary>
    public Guid? CreatedById { get; set; }

    public string? CreatedByName { get; set; }

    /// <summary>Null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Visible within 10 seconds of the first use. After that it moves at most once a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public string? LastUsedFrom { get; set; }

    public string? LastUsedAgent { get; set; }

    public DateTimeOffset? RotatedAt { get; set; }

    public string? RotatedByName { get; set; }

    /// <summary>Revoked tokens are kept for the logs.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    public string? RevokedByName { get; set; }
}
