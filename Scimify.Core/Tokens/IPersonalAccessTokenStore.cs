using Scimify.Core.Audit;
using Scimify.Core.People;

namespace Scimify.Core.Tokens;

/// <summary>Where personal access tokens are kept. Each write commits with its audit row.</summary>
public interface IPersonalAccessTokenStore
{
    /// <returns>False when the person was removed meanwhile; nothing is stored then.</returns>
    Task<bool> AddAsync(PersonalAccessToken token, AuditEntry audit, CancellationToken ct);

    /// <summary>Newest first, without revoked ones.</summary>
    Task<IReadOnlyList<PersonalAccessTokenView>> ListAsync(Guid personId, CancellationToken ct);

    /// <summary>Null when there is none in this organization, or it is revoked.</summary>
    Task<PersonalAccessTokenView?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <returns>False when it is not there or already revoked; nothing is written then.</returns>
    Task<bool> RevokeAsync(int organizationKey, Guid id, DateTimeOffset at, AuditEntry audit, CancellationToken ct);

    /// <summary>One indexed read; null when no token has this hash.</summary>
    Task<StoredPersonalAccessToken?> FindByHashAsync(string storedHash, CancellationToken ct);
}

/// <summary>What people may know of a personal access token; never its secret or hash.</summary>
public sealed record PersonalAccessTokenView(
    Guid Id, Guid PersonId, string PersonEmail, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>What a check needs to know of a stored token.</summary>
public sealed record StoredPersonalAccessToken(
    Guid Id, Guid PersonId, string Name, string StoredHash, DateTimeOffset? ExpiresAt, bool IsRevoked, DateTimeOffset? LastUsedAt);
