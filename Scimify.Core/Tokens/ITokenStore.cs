using Scimify.Core.Audit;

namespace Scimify.Core.Tokens;

/// <summary>Stores SCIM tokens. Each write commits with its audit entry.</summary>
public interface ITokenStore
{
    /// <summary>The organization's integrations, without deleted ones.</summary>
    Task<IReadOnlyList<TokenTarget>> TargetsAsync(int organizationKey, CancellationToken ct);

    /// <returns>False if the integration has been deleted meanwhile. Nothing is stored then.</returns>
    Task<bool> AddAsync(ScimToken token, AuditEntry audit, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ScimTokenView>> ListAsync(int organizationKey, bool includeRevoked, Guid? integrationId, CancellationToken ct);

    /// <summary>Null if this organization has no such token. Finds revoked ones too.</summary>
    Task<ScimTokenView?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <summary>Lets the change read and alter the token while nobody else can. If it returns null, nothing is written.</summary>
    /// <returns>False if the token does not exist or is revoked.</returns>
    Task<bool> ChangeAsync(int organizationKey, Guid id, Func<ScimToken, AuditEntry?> change, CancellationToken ct);

    /// <returns>False if it does not exist or is already revoked. Nothing is written then.</returns>
    Task<bool> RevokeAsync(int organizationKey, Guid id, DateTimeOffset at, string by, AuditEntry audit, CancellationToken ct);

    /// <summary>One indexed read; null if no token has this hash.</summary>
    Task<StoredScimToken?> FindByHashAsync(string storedHash, CancellationToken ct);
}

/// <summary>An integration as the token service sees it.</summary>
public sealed record TokenTarget(int Key, Guid Id, string Name);

/// <summary>What a check needs from a stored token.</summary>
/// <param name="Identity">On whose behalf it acts.</param>
/// <param name="StoredHash">Compared again in constant time.</param>
/// <param name="PreviousHash">The hash of the secret before the last rotation.</param>
/// <param name="OverlapUntil">How long that secret works too; null if it does not.</param>
/// <param name="AllowedNetworks">In the form of <see cref="TokenNetworks.Stored"/>.</param>
/// <param name="ExpiresAt">Null for never.</param>
/// <param name="IsRevoked">Also true if the integration was deleted.</param>
/// <param name="LastUsedAt">Null if it was never used.</param>
/// <param name="Kind">Whose use it is: the token's own, or that of the OAuth client whose access token it is.</param>
public sealed record StoredScimToken(
    ScimTokenIdentity Identity, string StoredHash, string? PreviousHash, DateTimeOffset? OverlapUntil, string? AllowedNetworks, DateTimeOffset? ExpiresAt, bool IsRevoked, DateTimeOffset? LastUsedAt,
    TokenKind Kind = TokenKind.Scim);
