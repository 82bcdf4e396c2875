namespace Scimify.Core.Tokens;

/// <summary>What people and programs may see of a token: never its secret or hash.</summary>
public sealed record ScimTokenView(
    Guid Id,
    Guid OrganizationId,
    Guid IntegrationId,
    string IntegrationName,
    string Description,
    DateTimeOffset CreatedAt,
    Guid? CreatedById,
    string? CreatedByName,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    string? LastUsedAgent,
    DateTimeOffset? RotatedAt,
    string? RotatedByName,
    DateTimeOffset? RevokedAt,
    string? RevokedByName)
{
    public TokenScopes Scopes { get; init; } = TokenScopes.All;

    /// <summary>Networks in CIDR notation; empty for everywhere.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>How long the secret before the last rotation still works; null if it does not.</summary>
    public DateTimeOffset? OverlapUntil { get; init; }

    /// <summary>Changes with every edit and rotation, but not with use.</summary>
    public string Tag => Requests.EntityTag.Of(Description, (int)Scopes, TokenNetworks.Stored(AllowedNetworks), ExpiresAt, RotatedAt, RevokedAt);

    public TokenState StateAt(DateTimeOffset now) =>
        RevokedAt is not null ? TokenState.Revoked
        : ExpiresAt <= now ? TokenState.Expired
        : OverlapUntil > now ? TokenState.Overlapping
        : TokenState.Active;
}

public enum TokenState
{
    Active = 0,
    Expired = 1,
    Revoked = 2,

    /// <summary>The token was rotated, and the old secret still works beside the new one.</summary>
    Overlapping = 3,
}

/// <summary>The request for a new token.</summary>
/// <param name="IntegrationId">Null for the organization's only integration.</param>
/// <param name="Description">1 to 255 characters.</param>
/// <param name="ExpiresAt">Null for never.</param>
public sealed record NewScimToken(Guid? IntegrationId, string Description, DateTimeOffset? ExpiresAt)
{
    /// <summary>The request names no expiry, so the organization's default applies.</summary>
    public bool DefaultExpiry { get; init; }

    public TokenScopes Scopes { get; init; } = TokenScopes.All;

    /// <summary>Networks in CIDR notation, or addresses; empty for everywhere.</summary>
    public IReadOnlyCollection<string> AllowedNetworks { get; init; } = [];
}

/// <summary>A merge. Null leaves a member unchanged.</summary>
public sealed record ScimTokenChange(string? Description, TokenScopes? Scopes, IReadOnlyCollection<string>? AllowedNetworks);

/// <param name="ExpiresAt">The new secret's expiry.</param>
/// <param name="OverlapMinutes">How long the old secret still works, 0 to 1440, but never beyond its own expiry.</param>
public sealed record TokenRotation(DateTimeOffset ExpiresAt, int OverlapMinutes);

/// <summary>A new token with its secret, which is never shown again.</summary>
public sealed record IssuedToken(ScimTokenView Token, string Secret)
{
    /// <summary>Leaves out the secret, so that no log gets it by accident.</summary>
    public override string ToString() => $"IssuedToken {{ {Token.Id} }}";
}
