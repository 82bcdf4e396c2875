using Scimify.Core.Audit;

namespace Scimify.Core.Tokens;

/// <summary>Where SCIM tokens are kept. Each write commits with its audit row.</summary>
public interface ITokenStore
{
    /// <summary>The organization's integrations that are not deleted.</summary>
    Task<IReadOnlyList<TokenTarget>> TargetsAsync(int organizationKey, CancellationToken ct);

    /// <returns>False when the integration was deleted meanwhile; nothing is stored then.</returns>
    Task<bool> AddAsync(ScimToken token, AuditEntry audit, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ScimTokenView>> ListAsync(int organizationKey, bool includeRevoked, Guid? integrationId, CancellationToken ct);

    /// <summary>Null when there is none in this organization; revoked ones are found.</summary>
    Task<ScimTokenView?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <summary>Lets the change look at the token and alter it while nobody else can; nothing is written where it answers null.</summary>
    /// <returns>False when it is not there or revoked.</returns>
    Task<bool> ChangeAsync(int organizationKey, Guid id, Func<ScimToken, AuditEntry?> change, CancellationToken ct);

    /// <returns>False when it is not there or already revoked; nothing is written then.</returns>
    Task<bool> RevokeAsync(int organizationKey, Guid id, DateTimeOffset at, string by, AuditEntry audit, CancellationToken ct);

    /// <summary>One indexed read; null when no token has this hash.</summary>
    Task<StoredScimToken?> FindByHashAsync(string storedHash, CancellationToken ct);
}

/// <summary>An integration as the token service sees it.</summary>
public sealed record TokenTarget(int Key, Guid Id, string Name);

/// <summary>What a check needs to know of a stored token.</summary>
/// <param name="Identity">On whose behalf it acts.</param>
/// <param name="StoredHash">Compared again in constant time.</param>
/// <param name="PreviousHash">Of the secret before the last rotation.</param>
/// <param name="OverlapUntil">Until when that one works too; null: it does not.</param>
/// <param name="AllowedNetworks">As <see cref="TokenNetworks.Stored"/> writes it.</param>
/// <param name="ExpiresAt">Null: never.</param>
/// <param name="IsRevoked">Also true when the integration was deleted.</param>
/// <param name="LastUsedAt">Null: not yet.</param>
public sealed record StoredScimToken(
    ScimTokenIdentity Identity, string StoredHash, string? PreviousHash, DateTimeOffset? OverlapUntil, string? AllowedNetworks, DateTimeOffset? ExpiresAt, bool IsRevoked, DateTimeOffset? LastUsedAt);
