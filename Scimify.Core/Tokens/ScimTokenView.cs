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
    public TokenState StateAt(DateTimeOffset now) =>
        RevokedAt is not null ? TokenState.Revoked
        : ExpiresAt <= now ? TokenState.Expired
        : TokenState.Active;
}

public enum TokenState
{
    Active = 0,
    Expired = 1,
    Revoked = 2,
}

/// <summary>What a person asks for.</summary>
/// <param name="IntegrationId">Null: the organization's only integration.</param>
/// <param name="Description">1 to 255 characters.</param>
/// <param name="ExpiresAt">Null: never.</param>
public sealed record NewScimToken(Guid? IntegrationId, string Description, DateTimeOffset? ExpiresAt);

/// <summary>A new token with its secret, which can never be had again.</summary>
public sealed record IssuedToken(ScimTokenView Token, string Secret)
{
    /// <summary>Leaves the secret out, so that it reaches no log by accident.</summary>
    public override string ToString() => $"IssuedToken {{ {Token.Id} }}";
}
