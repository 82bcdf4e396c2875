using Scimify.Core.Audit;
using Scimify.Core.People;

namespace Scimify.Core.Tokens;

/// <summary>Stores personal access tokens. Each write commits with its audit entry.</summary>
public interface IPersonalAccessTokenStore
{
    /// <returns>False if the person has been deleted meanwhile. Nothing is stored then.</returns>
    Task<bool> AddAsync(PersonalAccessToken token, AuditEntry audit, CancellationToken ct);

    /// <summary>Newest first, without revoked ones.</summary>
    Task<IReadOnlyList<PersonalAccessTokenView>> ListAsync(Guid personId, CancellationToken ct);

    /// <summary>Null if this organization has no such token, or it is revoked.</summary>
    Task<PersonalAccessTokenView?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <returns>False if it does not exist or is already revoked. Nothing is written then.</returns>
    Task<bool> RevokeAsync(int organizationKey, Guid id, DateTimeOffset at, AuditEntry audit, CancellationToken ct);

    /// <summary>One indexed read; null if no token has this hash.</summary>
    Task<StoredPersonalAccessToken?> FindByHashAsync(string storedHash, CancellationToken ct);
}

/// <summary>What people may see of a personal access token: never its secret or hash.</summary>
public sealed record PersonalAccessTokenView(
    Guid Id, Guid PersonId, string PersonEmail, string Name, PersonalTokenScope Scope, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>Networks in CIDR notation; empty for everywhere.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>What the person wants to be called; null for the e-mail address.</summary>
    public string? PersonName { get; init; }
}

/// <summary>What a check needs from a stored token.</summary>
public sealed record StoredPersonalAccessToken(
    Guid Id, Guid PersonId, string Name, string StoredHash, DateTimeOffset? ExpiresAt, bool IsRevoked, DateTimeOffset? LastUsedAt)
{
    public required PersonalTokenScope Scope { get; init; }

    /// <summary>In the form of <see cref="TokenNetworks.Stored"/>; null for everywhere.</summary>
    public string? AllowedNetworks { get; init; }
}
