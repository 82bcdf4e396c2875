namespace Scimify.Core.Tokens;

/// <summary>What people and programs may know of a token; never its secret or hash.</summary>
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

    /// <summary>Networks in CIDR notation; none: from everywhere.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Until when the secret before the last rotation works too, unless that is over.</summary>
    public DateTimeOffset? OverlapUntil { get; init; }

    /// <summary>Moves with every change and rotation, not with use.</summary>
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

    /// <summary>Rotated, and the old secret still works beside the new one.</summary>
    Overlapping = 3,
}

/// <summary>What a person asks for.</summary>
/// <param name="IntegrationId">Null: the organization's only integration.</param>
/// <param name="Description">1 to 255 characters.</param>
/// <param name="ExpiresAt">Null: never.</param>
public sealed record NewScimToken(Guid? IntegrationId, string Description, DateTimeOffset? ExpiresAt)
{
    /// <summary>Nothing was said about the expiry: the organization's default.</summary>
    public bool DefaultExpiry { get; init; }

    public TokenScopes Scopes { get; init; } = TokenScopes.All;

    /// <summary>Networks in CIDR notation, or addresses; none: from everywhere.</summary>
    public IReadOnlyCollection<string> AllowedNetworks { get; init; } = [];
}

/// <summary>A merge: null leaves a member as it is.</summary>
public sealed record ScimTokenChange(string? Description, TokenScopes? Scopes, IReadOnlyCollection<string>? AllowedNetworks);

/// <param name="ExpiresAt">Of the new secret.</param>
/// <param name="OverlapMinutes">How long the old secret works too, 0 to 1440; never beyond its own expiry.</param>
public sealed record TokenRotation(DateTimeOffset ExpiresAt, int OverlapMinutes);

/// <summary>A new token with its secret, which can never be had again.</summary>
public sealed record IssuedToken(ScimTokenView Token, string Secret)
{
    /// <summary>Leaves the secret out, so that it reaches no log by accident.</summary>
    public override string ToString() => $"IssuedToken {{ {Token.Id} }}";
}
