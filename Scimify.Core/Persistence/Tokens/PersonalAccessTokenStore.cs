using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>Personal access tokens in the database.</summary>
internal sealed class PersonalAccessTokenStore(ScimifyDatabase database) : IPersonalAccessTokenStore
{
    public Task<bool> AddAsync(PersonalAccessToken token, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (!db.People.Any(p => p.Id == token.PersonId && p.OrganizationKey == token.OrganizationKey))
            {
                return false;
            }

            db.PersonalAccessTokens.Add(token);
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public async Task<IReadOnlyList<PersonalAccessTokenView>> ListAsync(Guid personId, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.PersonalAccessTokens
            .Where(t => t.PersonId == personId && t.RevokedAt == null)
            .OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id)
            .Views().ToListAsync(ct);
    }

    public async Task<PersonalAccessTokenView?> FindAsync(int organizationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.PersonalAccessTokens.Where(t => t.OrganizationKey == organizationKey && t.Id == id && t.RevokedAt == null)
            .Views().FirstOrDefaultAsync(ct);
    }

    public Task<bool> RevokeAsync(int organizationKey, Guid id, DateTimeOffset at, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var revoked = session.Context.PersonalAccessTokens
                .Where(t => t.OrganizationKey == organizationKey && t.Id == id && t.RevokedAt == null)
                .ExecuteUpdate(set => set.SetProperty(t => t.RevokedAt, at));
            if (revoked == 1)
            {
                session.AppendAudit(audit);
                session.Announce(new ServerNews.AccountChanged(id));
            }

            return revoked == 1;
        },
        ct);

    public async Task<StoredPersonalAccessToken?> FindByHashAsync(string storedHash, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.PersonalAccessTokens
            .Where(t => t.Hash == storedHash)
            .Select(t => new StoredPersonalAccessToken(
                t.Id, t.PersonId, t.Name, t.Hash, t.ExpiresAt, t.RevokedAt != null, t.LastUsedAt)
            {
                Scope = t.Scope,
                AllowedNetworks = t.AllowedNetworks,
            })
            .FirstOrDefaultAsync(ct);
    }
}
