using Scimify.Core.Audit;
using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>Integrations that are not deleted, of one organization at a time. What changes commits together with its audit entries.</summary>
public interface IIntegrationStore
{
    /// <summary>By name, ids breaking ties.</summary>
    Task<IReadOnlyList<Integration>> ListAsync(int organizationKey, CancellationToken ct);

    Task<Integration?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <summary>Adds it with its counters and gives it its key.</summary>
    /// <exception cref="ConflictException">The name is taken.</exception>
    Task<Integration> AddAsync(Integration integration, AuditEntry audit, CancellationToken ct);

    /// <param name="change">Changes the integration that it is given; null when nothing changed, and then nothing is written.</param>
    /// <exception cref="NotFoundException">No such integration in this organization.</exception>
    /// <exception cref="ConflictException">The new name is taken.</exception>
    Task<Integration> ChangeAsync(int organizationKey, Guid id, Func<Integration, AuditEntry?> change, CancellationToken ct);

    /// <summary>Marks it deleted and revokes its tokens. Directory, logs and links stay.</summary>
    /// <param name="audit">Makes the entry from the integration as it was.</param>
    /// <param name="tokenAudit">Makes the entry of one revoked token from the integration, its id and its description.</param>
    /// <returns>The integration's key.</returns>
    /// <exception cref="NotFoundException">No such integration in this organization.</exception>
    Task<int> DeleteAsync(int organizationKey, Guid id, DateTimeOffset at, string byName,
        Func<Integration, AuditEntry> audit, Func<Integration, Guid, string, AuditEntry> tokenAudit, CancellationToken ct);

    /// <param name="month">Of the calls to Looker: year times 100 plus month.</param>
    Task<IntegrationCounts> CountAsync(int integrationKey, int month, CancellationToken ct);
}
