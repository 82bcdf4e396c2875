using Scimify.Core.Audit;

namespace Scimify.Core.Saml;

/// <summary>Drafts and the policy on them. What changes commits together with its audit entry.</summary>
public interface ISamlDraftStore
{
    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<SamlDraft>> OpenAsync(int integrationKey, CancellationToken ct);

    Task<SamlDraft?> FindAsync(int integrationKey, Guid id, CancellationToken ct);

    Task AddAsync(SamlDraft draft, AuditEntry audit, CancellationToken ct);

    /// <param name="change">Changes the draft that it is given; what it throws undoes all.</param>
    /// <exception cref="Requests.NotFoundException">No such draft.</exception>
    Task<SamlDraft> ChangeAsync(int integrationKey, Guid id, Func<SamlDraft, AuditEntry> change, CancellationToken ct);

    Task<bool> RequiresApprovalAsync(int integrationKey, CancellationToken ct);

    /// <summary>Leaves no audit entry where nothing changes.</summary>
    Task SetRequiresApprovalAsync(int integrationKey, bool required, AuditEntry audit, CancellationToken ct);
}
