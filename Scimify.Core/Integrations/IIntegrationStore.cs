using Scimify.Core.Audit;
using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>The integrations of one organization, without deleted ones. A change and its audit entries commit together.</summary>
public interface IIntegrationStore
{
    /// <summary>Sorted by name, then by ID.</summary>
    Task<IReadOnlyList<Integration>> ListAsync(int organizationKey, CancellationToken ct);

    Task<Integration?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <summary>Adds an integration with its counters, and fills in its key.</summary>
    /// <exception cref="ConflictException">The name is taken.</exception>
    Task<Integration> AddAsync(Integration integration, AuditEntry audit, CancellationToken ct);

    /// <param name="change">Changes the integration in place. If it returns null, nothing is written.</param>
    /// <exception cref="NotFoundException">This organization has no such integration.</exception>
    /// <exception cref="ConflictException">The new name is taken.</exception>
    Task<Integration> ChangeAsync(int organizationKey, Guid id, Func<Integration, AuditEntry?> change, CancellationToken ct);

    /// <summary>Marks the integration as deleted and revokes its tokens and OAuth clients. Directory, logs and links stay.</summary>
    /// <param name="audit">Creates the entry from the integration as it was.</param>
    /// <param name="tokenAudit">Creates the entry of a revoked token from the integration and the token's ID and description.</param>
    /// <param name="clientAudit">The same for an OAuth client.</param>
    /// <returns>The integration's key.</returns>
    /// <exception cref="NotFoundException">This organization has no such integration.</exception>
    Task<int> DeleteAsync(int organizationKey, Guid id, DateTimeOffset at, string byName,
        Func<Integration, AuditEntry> audit, Func<Integration, Guid, string, AuditEntry> tokenAudit,
        Func<Integration, Guid, string, AuditEntry> clientAudit, CancellationToken ct);

    /// <param name="month">Which month's calls to Looker to count: year times 100 plus month.</param>
    Task<IntegrationCounts> CountAsync(int integrationKey, int month, CancellationToken ct);
}
