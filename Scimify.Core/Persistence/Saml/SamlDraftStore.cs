using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Core.Saml;

namespace Scimify.Core.Persistence.Saml;

/// <summary>Drafts of SAML changes in the database.</summary>
internal sealed class SamlDraftStore(ScimifyDatabase database) : ISamlDraftStore
{
    public async Task<IReadOnlyList<SamlDraft>> OpenAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SamlDrafts.Where(d => d.IntegrationKey == integrationKey && d.State == SamlDraftState.Open).OrderByDescending(d => d.Key).ToListAsync(ct);
    }

    public async Task<SamlDraft?> FindAsync(int integrationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SamlDrafts.SingleOrDefaultAsync(d => d.IntegrationKey == integrationKey && d.Id == id, ct);
    }

    public Task AddAsync(SamlDraft draft, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            draft.Key = 0;
            session.Context.SamlDrafts.Add(draft);
            session.Context.SaveChanges();
            Append(session, audit);
        },
        ct);

    public Task<SamlDraft> ChangeAsync(int integrationKey, Guid id, Func<SamlDraft, AuditEntry> change, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Scalar($"SELECT key FROM saml_drafts WHERE id = @p0{session.Dialect.ForUpdate}", id.ToString("D"));
            var draft = session.Context.SamlDrafts.SingleOrDefault(d => d.IntegrationKey == integrationKey && d.Id == id)
                ?? throw new NotFoundException($"Draft with UUID {id} not found");
            var audit = change(draft);
            session.Context.SaveChanges();
            Append(session, audit);
            return draft;
        },
        ct);

    public async Task<bool> RequiresApprovalAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SamlPolicies.AnyAsync(p => p.IntegrationKey == integrationKey && p.RequiresApproval, ct);
    }

    public Task SetRequiresApprovalAsync(int integrationKey, bool required, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var changed = session.Execute(
                """
                INSERT INTO saml_policies (integration_key, requires_approval) VALUES (@p0, @p1)
                ON CONFLICT (integration_key) DO UPDATE SET requires_approval = excluded.requires_approval
                WHERE saml_policies.requires_approval <> excluded.requires_approval
                """,
                integrationKey, required ? 1 : 0);
            if (changed > 0)
            {
                Append(session, audit);
            }
        },
        ct);

    private static void Append(WriteSession session, AuditEntry audit)
    {
        audit.Key = 0;
        session.AppendAudit(audit);
    }
}
