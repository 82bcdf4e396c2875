using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.OAuth;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.OAuth;

/// <summary>OAuth clients in the database.</summary>
internal sealed class OAuthStore(ScimifyDatabase database) : IOAuthStore
{
    public async Task<IReadOnlyList<OAuthClientView>?> ListAsync(int organizationKey, Guid integrationId, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.Integrations.AnyAsync(i => i.OrganizationKey == organizationKey && i.Id == integrationId && i.DeletedAt == null, ct)
            ? await ViewsAsync(db, Live(db, organizationKey, integrationId), integrationId, ct)
            : null;
    }

    public async Task<OAuthClientView?> FindAsync(int organizationKey, Guid integrationId, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return (await ViewsAsync(db, Live(db, organizationKey, integrationId).Where(c => c.Id == id), integrationId, ct)).SingleOrDefault();
    }

    public Task<bool> AddAsync(OAuthClient client, OAuthSecret? secret, Guid integrationId, int most, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            var integration = db.Integrations.SingleOrDefault(i => i.OrganizationKey == client.OrganizationKey && i.Id == integrationId && i.DeletedAt == null);
            if (integration is null || db.OAuthClients.Count(c => c.IntegrationKey == integration.Key && c.RevokedAt == null) >= most)
            {
                return false;
            }

            client.IntegrationKey = integration.Key;
            db.OAuthClients.Add(client);
            db.SaveChanges();
            if (secret is not null)
            {
                db.OAuthSecrets.Add(secret);
            }

            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<bool> ChangeAsync(int organizationKey, Guid integrationId, Guid id, Func<OAuthClientDraft, AuditEntry?> change, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            Lock(session, id);
            var db = session.Context;
            if (Live(db, organizationKey, integrationId).SingleOrDefault(c => c.Id == id) is not { } client)
            {
                return false;
            }

            var draft = new OAuthClientDraft(client, [.. db.OAuthSecrets.Where(s => s.ClientId == id).OrderBy(s => s.CreatedAt).ThenBy(s => s.Id)]);
            if (change(draft) is not { } audit)
            {
                return true;
            }

            if (draft.Added is { } added)
            {
                db.OAuthSecrets.Add(added);
            }

            db.OAuthSecrets.RemoveRange(draft.Removed);
            db.SaveChanges();
            EndTokens(db, draft, audit);
            session.AppendAudit(audit);
            session.Announce(new ServerNews.AccountChanged(id));
            return true;
        },
        ct);

    public async Task<StoredOAuthClient?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var found = await (
            from client in db.OAuthClients
            where client.Id == id
            join integration in db.Integrations on client.IntegrationKey equals integration.Key
            join organization in db.Organizations on client.OrganizationKey equals organization.Key
            select new { Client = client, integration.Id, Organization = organization.Id, IsDeleted = integration.DeletedAt != null }).SingleOrDefaultAsync(ct);
        return found is null ? null : new StoredOAuthClient(
            new ScimTokenIdentity(id, found.Client.Name, found.Client.IntegrationKey, found.Id, found.Client.OrganizationKey, found.Organization) { Scopes = found.Client.Scopes },
            found.Client.AllowedNetworks,
            found.Client.TokenLifeHours,
            found.Client.Trust,
            found.Client.RevokedAt is not null || found.IsDeleted,
            await db.OAuthSecrets.Where(s => s.ClientId == id).Select(s => new StoredOAuthSecret(s.Id, s.Hash, s.ExpiresAt)).ToListAsync(ct));
    }

    public Task<GrantOutcome> GrantAsync(ScimToken token, OAuthGrant grant, int most, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var (db, id, now) = (session.Context, token.ClientId!.Value, token.CreatedAt);
            Lock(session, id);
            var client = db.OAuthClients.AsNoTracking().SingleOrDefault(c => c.Id == id && c.RevokedAt == null && db.Integrations.Any(i => i.Key == c.IntegrationKey && i.DeletedAt == null));
            if (client is null || !Holds(db, client, grant, now))
            {
                return GrantOutcome.Gone;
            }

            if (grant is OAuthGrant.ByAssertion { Hash: { } hash } assertion
                && session.Execute("INSERT INTO used_assertions (hash, expires_at) VALUES (@p0, @p1) ON CONFLICT (hash) DO NOTHING", hash, assertion.Until.ToUnixTimeMilliseconds()) == 0)
            {
                return GrantOutcome.Replayed;
            }

            var own = db.ScimTokens.IgnoreQueryFilters().Where(t => t.ClientId == id);
            var surplus = own.Where(t => t.RevokedAt == null && t.ExpiresAt > now).OrderByDescending(t => t.ExpiresAt).ThenByDescending(t => t.Id).Skip(most - 1).Select(t => t.Id).ToList();
            if (surplus.Count > 0)
            {
                own.Where(t => surplus.Contains(t.Id)).ExecuteDelete();
                session.Announce(new ServerNews.AccountChanged(id));
            }

            db.ScimTokens.Add(token);
            session.Concern(token.OrganizationKey);
            return GrantOutcome.Granted;
        },
        ct);

    public async Task ForgetAsync(DateTimeOffset ended, DateTimeOffset now, CancellationToken ct)
    {
        await using (var db = database.CreateDbContext())
        {
            if (!await Ended(db, ended).AnyAsync(ct) && !await db.UsedAssertions.AnyAsync(a => a.ExpiresAt <= now, ct))
            {
                return;
            }
        }

        await database.WriteAsync(
            session =>
            {
                Ended(session.Context, ended).ExecuteDelete();
                session.Context.UsedAssertions.Where(a => a.ExpiresAt <= now).ExecuteDelete();
            },
            ct);
    }

    private static IQueryable<ScimToken> Ended(ScimifyContext db, DateTimeOffset ended) =>
        db.ScimTokens.IgnoreQueryFilters().Where(t => t.ClientId != null && t.ExpiresAt <= ended);

    /// <summary>Whether what the caller has checked is still so.</summary>
    private static bool Holds(ScimifyContext db, OAuthClient client, OAuthGrant grant, DateTimeOffset now)
    {
        if (grant is OAuthGrant.ByAssertion assertion)
        {
            return client.Trust == assertion.Trust;
        }

        var id = ((OAuthGrant.BySecret)grant).SecretId;
        return db.OAuthSecrets
            .Where(s => s.Id == id && s.ClientId == client.Id && (s.ExpiresAt == null || s.ExpiresAt > now))
            .ExecuteUpdate(set => set.SetProperty(s => s.LastUsedAt, now)) == 1;
    }

    /// <summary>Until the commit, so that no access token is given out for what another server takes away meanwhile.</summary>
    private static void Lock(WriteSession session, Guid id) =>
        session.Scalar($"SELECT organization_key FROM oauth_clients WHERE id = @p0{session.Dialect.ForUpdate}", id.ToString("D"));

    private static void EndTokens(ScimifyContext db, OAuthClientDraft draft, AuditEntry audit)
    {
        var (client, removed) = (draft.Client.Id, draft.Removed.ConvertAll(secret => (Guid?)secret.Id));
        if (draft.EndsTokens || removed.Count > 0)
        {
            db.ScimTokens.IgnoreQueryFilters()
                .Where(t => t.ClientId == client && t.RevokedAt == null && (draft.EndsTokens || removed.Contains(t.ClientSecretId)))
                .ExecuteUpdate(set => set.SetProperty(t => t.RevokedAt, audit.At).SetProperty(t => t.RevokedByName, audit.ActorName));
        }
    }

    private static IQueryable<OAuthClient> Live(ScimifyContext db, int organizationKey, Guid integrationId) => db.OAuthClients.Where(c =>
        c.OrganizationKey == organizationKey && c.RevokedAt == null && db.Integrations.Any(i => i.Key == c.IntegrationKey && i.Id == integrationId && i.DeletedAt == null));

    private static async Task<IReadOnlyList<OAuthClientView>> ViewsAsync(ScimifyContext db, IQueryable<OAuthClient> which, Guid integrationId, CancellationToken ct)
    {
        var clients = await which.OrderBy(c => c.Name).ThenBy(c => c.Id).ToListAsync(ct);
        var secrets = (await db.OAuthSecrets.Where(s => which.Any(c => c.Id == s.ClientId)).OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).ToListAsync(ct)).ToLookup(s => s.ClientId);
        return
        [
            .. clients.Select(c => new OAuthClientView(
                c.Id, integrationId, c.Name, c.Scopes, TokenNetworks.Texts(c.AllowedNetworks), c.TokenLifeHours, c.Trust,
                [.. secrets[c.Id].Select(s => new OAuthSecretView(s.Id, s.CreatedAt, s.CreatedByName, s.ExpiresAt, s.LastUsedAt))],
                c.CreatedAt, c.CreatedById, c.CreatedByName, c.LastUsedAt, c.LastUsedFrom, c.LastUsedAgent)),
        ];
    }
}
