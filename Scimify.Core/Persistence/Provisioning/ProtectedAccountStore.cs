using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Adoption;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>The list of protected accounts, and the mark that it leaves on users with such an address.</summary>
internal sealed class ProtectedAccountStore(ScimifyDatabase database) : IProtectedAccountStore
{
    public async Task<ProtectedAccount?> FindAsync(int integrationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.ProtectedAccounts.AsNoTracking().SingleOrDefaultAsync(p => p.IntegrationKey == integrationKey && p.Id == id, ct);
    }

    public Task<bool> AddAsync(ProtectedAccount account, int most, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        account.IntegrationKey,
        session =>
        {
            if (session.Count("SELECT COUNT(*) FROM protected_accounts WHERE integration_key = @p0", account.IntegrationKey) >= most
                || session.Execute(
                    """
                    INSERT INTO protected_accounts (id, organization_key, integration_key, address, address_norm, added_at, added_by)
                    VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6) ON CONFLICT (integration_key, address_norm) DO NOTHING
                    """,
                    account.Id.ToString("D"), account.OrganizationKey, account.IntegrationKey, account.Address, account.AddressNorm,
                    account.AddedAt.ToUnixTimeMilliseconds(), account.AddedBy) == 0)
            {
                return false;
            }

            Mark(session, account, "protection | @p2");
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task RemoveAsync(ProtectedAccount account, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        account.IntegrationKey,
        session =>
        {
            if (session.Execute("DELETE FROM protected_accounts WHERE key = @p0", account.Key) > 0)
            {
                Mark(session, account, "protection & ~@p2");
                session.AppendAudit(audit);
            }
        },
        ct);

    private static void Mark(DbSession session, ProtectedAccount account, string protection) => session.Execute(
        $"UPDATE scim_users SET protection = {protection} WHERE integration_key = @p0 AND looker_email_norm = @p1",
        account.IntegrationKey,
        account.AddressNorm,
        (int)Protection.Listed);
}
