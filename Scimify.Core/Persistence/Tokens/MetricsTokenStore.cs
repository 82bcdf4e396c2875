using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>Metrics tokens in the database.</summary>
internal sealed class MetricsTokenStore(ScimifyDatabase database) : IMetricsTokenStore
{
    public Task AddAsync(MetricsToken token, Func<Organization, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Context.MetricsTokens.Add(token);
            session.Context.SaveChanges();
            AppendEverywhere(session, audit);
        },
        ct);

    public async Task<IReadOnlyList<MetricsTokenView>> ListAsync(CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.MetricsTokens.Where(t => t.RevokedAt == null)
            .OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id)
            .Select(t => new MetricsTokenView(t.Id, t.Name, t.CreatedAt, t.ExpiresAt, t.LastUsedAt))
            .ToListAsync(ct);
    }

    public Task<bool> RevokeAsync(Guid id, DateTimeOffset at, Func<Organization, string, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (session.Context.MetricsTokens.FirstOrDefault(t => t.Id == id && t.RevokedAt == null) is not { } token)
            {
                return false;
            }

            token.RevokedAt = at;
            session.Context.SaveChanges();
            AppendEverywhere(session, organization => audit(organization, token.Name));
            return true;
        },
        ct);

    public async Task<StoredMetricsToken?> FindByHashAsync(string storedHash, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.MetricsTokens.Where(t => t.Hash == storedHash && t.RevokedAt == null)
            .Select(t => new StoredMetricsToken(t.Id, t.Hash, t.ExpiresAt, t.LastUsedAt))
            .FirstOrDefaultAsync(ct);
    }

    private static void AppendEverywhere(WriteSession session, Func<Organization, AuditEntry> audit)
    {
        foreach (var organization in session.Context.Organizations.AsNoTracking().OrderBy(o => o.Key).ToList())
        {
            session.AppendAudit(audit(organization));
        }
    }
}
