using Scimify.Core.Audit;
using Scimify.Core.People;

namespace Scimify.Core.Tokens;

/// <summary>Stores metrics tokens. Each write commits with an audit entry for every organization, because it concerns the numbers of all.</summary>
public interface IMetricsTokenStore
{
    Task AddAsync(MetricsToken token, Func<Organization, AuditEntry> audit, CancellationToken ct);

    /// <summary>The newest first, without revoked ones.</summary>
    Task<IReadOnlyList<MetricsTokenView>> ListAsync(CancellationToken ct);

    /// <param name="audit">Gets the token's name as well.</param>
    /// <returns>False if it does not exist or is already revoked. Nothing is written then.</returns>
    Task<bool> RevokeAsync(Guid id, DateTimeOffset at, Func<Organization, string, AuditEntry> audit, CancellationToken ct);

    /// <summary>One indexed read; null if no token has this hash, or it is revoked.</summary>
    Task<StoredMetricsToken?> FindByHashAsync(string storedHash, CancellationToken ct);
}

/// <summary>What people may see of a metrics token: never its secret or hash.</summary>
public sealed record MetricsTokenView(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>What a check needs from a stored token.</summary>
public sealed record StoredMetricsToken(Guid Id, string StoredHash, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);
