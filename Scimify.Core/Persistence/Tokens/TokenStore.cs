using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>SCIM tokens in the database.</summary>
internal sealed class TokenStore(ScimifyDatabase database) : ITokenStore
{
    public async Task<IReadOnlyList<TokenTarget>> TargetsAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.Integrations
            .Where(i => i.OrganizationKey == organizationKey && i.DeletedAt == null)
            .OrderBy(i => i.Key)
            .Select(i => new TokenTarget(i.Key, i.Id, i.Name))
            .ToListAsync(ct);
    }

    public Task<bool> AddAsync(ScimToken token, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (!db.Integrations.Any(i =>
                i.Key == token.IntegrationKey && i.OrganizationKey == token.OrganizationKey && i.DeletedAt == null))
            {
                return false;
            }

            db.ScimTokens.Add(token);
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public async Task<IReadOnlyList<ScimTokenView>> ListAsync(
        int organizationKey, bool includeRevoked, Guid? integrationId, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var tokens = db.ScimTokens.Where(t => t.OrganizationKey == organizationKey);
        if (!includeRevoked)
        {
            tokens = tokens.Where(t => t.RevokedAt == null);
        }

        if (integrationId is { } id)
        {
            tokens = tokens.Where(t => db.Integrations.Any(i => i.Key == t.IntegrationKey && i.Id == id));
        }

        return await Views(db, tokens).ToListAsync(ct);
    }

    public async Task<ScimTokenView?> FindAsync(int organizationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await Views(db, db.ScimTokens.Where(t => t.OrganizationKey == organizationKey && t.Id == id)).FirstOrDefaultAsync(ct);
    }

    public Task<bool> ChangeAsync(int organizationKey, Guid id, Func<ScimToken, AuditEntry?> change, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            // Locked until the commit, so that two nodes cannot rotate the same token.
            session.Scalar($"SELECT organization_key FROM scim_tokens WHERE id = @p0{session.Dialect.ForUpdate}", id.ToString("D"));
            if (session.Context.ScimTokens.SingleOrDefault(t => t.OrganizationKey == organizationKey && t.Id == id && t.RevokedAt == null) is not { } token)
            {
                return false;
            }

            if (change(token) is { } audit)
            {
                session.Context.SaveChanges();
                session.AppendAudit(audit);
                session.Announce(new ServerNews.AccountChanged(id));
            }

            return true;
        },
        ct);

    public Task<bool> RevokeAsync(
        int organizationKey, Guid id, DateTimeOffset at, string by, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var revoked = session.Context.ScimTokens
                .Where(t => t.OrganizationKey == organizationKey && t.Id == id && t.RevokedAt == null)
                .ExecuteUpdate(set => set.SetProperty(t => t.RevokedAt, at).SetProperty(t => t.RevokedByName, by));
            if (revoked == 1)
            {
                session.AppendAudit(audit);
                session.Announce(new ServerNews.AccountChanged(id));
            }

            return revoked == 1;
        },
        ct);

    public async Task<StoredScimToken?> FindByHashAsync(string storedHash, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var found = await (
            from token in db.ScimTokens.IgnoreQueryFilters()
            where token.Hash == storedHash || token.PreviousHash == storedHash
            join integration in db.Integrations on token.IntegrationKey equals integration.Key
            join organization in db.Organizations on token.OrganizationKey equals organization.Key
            from client in db.OAuthClients.Where(c => c.Id == token.ClientId).DefaultIfEmpty()
            select new { Token = token, Client = client, integration.Key, integration.Id, Organization = organization.Id, IsDeleted = integration.DeletedAt != null }).FirstOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        var (own, owner) = (found.Token, found.Client);
        var identity = new ScimTokenIdentity(owner?.Id ?? own.Id, owner?.Name ?? own.Description, found.Key, found.Id, own.OrganizationKey, found.Organization);
        var scopes = owner is null ? own.Scopes : TokenScopeRules.Within(own.Scopes, owner.Scopes);
        return new StoredScimToken(
            identity with { Scopes = scopes ?? own.Scopes },
            own.Hash,
            own.PreviousHash,
            own.OverlapUntil,
            owner is null ? own.AllowedNetworks : owner.AllowedNetworks,
            own.ExpiresAt,
            own.RevokedAt is not null || owner?.RevokedAt is not null || scopes is null || found.IsDeleted,
            owner is null ? own.LastUsedAt : owner.LastUsedAt,
            owner is null ? TokenKind.Scim : TokenKind.OAuthClient);
    }

    /// <summary>Newest first.</summary>
    private static IQueryable<ScimTokenView> Views(ScimifyContext db, IQueryable<ScimToken> tokens) =>
        from token in tokens
        join integration in db.Integrations on token.IntegrationKey equals integration.Key
        join organization in db.Organizations on token.OrganizationKey equals organization.Key
        orderby token.CreatedAt descending, token.Id
        select new ScimTokenView(
            token.Id, organization.Id, integration.Id, integration.Name, token.Description, token.CreatedAt,
            token.CreatedById, token.CreatedByName, token.ExpiresAt, token.LastUsedAt, token.LastUsedFrom,
            token.LastUsedAgent, token.RotatedAt, token.RotatedByName, token.RevokedAt, token.RevokedByName)
        {
            Scopes = token.Scopes,
            AllowedNetworks = TokenNetworks.Texts(token.AllowedNetworks),
            OverlapUntil = token.OverlapUntil,
        };
}
