using Scimify.Core.Audit;

namespace Scimify.Core.Saml;

/// <summary>Stores drafts and the approval policy. A change and its audit entry commit together.</summary>
public interface ISamlDraftStore
{
    /// <summary>Open drafts, newest first.</summary>
    Task<IReadOnlyList<SamlDraft>> OpenAsync(int integrationKey, CancellationToken ct);

    Task<SamlDraft?> FindAsync(int integrationKey, Guid id, CancellationToken ct);

    Task AddAsync(SamlDraft draft, AuditEntry audit, CancellationToken ct);

    /// <param name="change">Changes the draft in place. If it throws, nothing is stored.</param>
    /// <exception cref="Requests.NotFoundException">No such draft.</exception>
    Task<SamlDraft> ChangeAsync(int integrationKey, Guid id, Func<SamlDraft, AuditEntry> change, CancellationToken ct);

    Task<bool> RequiresApprovalAsync(int integrationKey, CancellationToken ct);

    /// <summary>Writes no audit entry if nothing changes.</summary>
    Task SetRequiresApprovalAsync(int integrationKey, bool required, AuditEntry audit, CancellationToken ct);
}
