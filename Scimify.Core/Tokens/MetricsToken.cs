namespace Scimify.Core.Tokens;

/// <summary>A key to the numbers of the whole installation at <c>/metrics</c>, and to nothing else. Only a keyed hash is stored.</summary>
public sealed class MetricsToken
{
    public Guid Id { get; set; }

    /// <summary>1 to 255 characters.</summary>
    public required string Name { get; set; }

    /// <summary>Key id, a dot, and the keyed hash of the secret in lower-case hex; unique.</summary>
    public required string Hash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Moves at most once a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
