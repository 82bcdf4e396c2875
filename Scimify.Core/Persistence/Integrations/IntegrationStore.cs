using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Integrations;

/// <summary>Integrations in the database.</summary>
/// <param name="database">Its writer may run a write twice, so no write depends on an earlier run.</param>
/// <param name="tokens">Learns of a deletion, so that no cached token outlives its integration.</param>
internal sealed class IntegrationStore(ScimifyDatabase database, ScimTokenAuthenticator tokens, TimeProvider clock) : IIntegrationStore
{
    public async Task<IReadOnlyList<Integration>> ListAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await Alive(db, organizationKey).OrderBy(i => i.NameNorm).ThenBy(i => i.Key).ToListAsync(ct);
    }

    public async Task<Integration?> FindAsync(int organizationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await Alive(db, organizationKey).SingleOrDefaultAsync(i => i.Id == id, ct);
    }

    public Task<Integration> AddAsync(Integration integration, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            RequireFreeName(session, integration);
            integration.Key = 0;
            session.Context.Integrations.Add(integration);
            session.Context.SaveChanges();
            session.Context.IntegrationCounters.Add(new IntegrationCounters { IntegrationKey = integration.Key });
            session.Context.IntegrationMappings.Add(new IntegrationMappings { IntegrationKey = integration.Key });
            session.Context.MappingProgress.Add(new MappingProgress { IntegrationKey = integration.Key });
            session.Context.SaveChanges();
            Append(session, audit);
            session.Announce(new ServerNews.IntegrationChanged(integration.Key));
            return integration;
        },
        ct);

    public async Task<Integration> ChangeAsync(int organizationKey, Guid id, Func<Integration, AuditEntry?> change, CancellationToken ct)
    {
        var found = await FindAsync(organizationKey, id, ct) ?? throw IntegrationService.NotFound(id);
        return await database.WriteAsync(
            found.Key,
            session =>
            {
                var integration = Load(session, organizationKey, id);
                var (name, url) = (integration.Name, integration.BaseUrl);
                if (change(integration) is { } audit)
                {
                    if (integration.Name != name)
                    {
                        RequireFreeName(session, integration);
                    }

                    session.Context.SaveChanges();
                    Append(session, audit);
                    session.Announce(new ServerNews.IntegrationChanged(integration.Key));
                    if (integration.BaseUrl != url)
                    {
                        RelinkStatements.ForgetLooker(session, integration.Key, clock.GetUtcNow());
                    }
                }

                return integration;
            },
            ct);
    }

    public async Task<int> DeleteAsync(int organizationKey, Guid id, DateTimeOffset at, string byName,
        Func<Integration, AuditEntry> audit, Func<Integration, Guid, string, AuditEntry> tokenAudit,
        Func<Integration, Guid, string, AuditEntry> clientAudit, CancellationToken ct)
    {
        var key = await database.WriteAsync(
            session =>
            {
                var integration = Load(session, organizationKey, id);
                var entry = audit(integration);
                var live = session.Context.ScimTokens.Where(t => t.IntegrationKey == integration.Key && t.RevokedAt == null).ToList();
                foreach (var token in live)
                {
                    token.RevokedAt = at;
                    token.RevokedByName = byName;
                }

                var clients = session.Context.OAuthClients.Where(c => c.IntegrationKey == integration.Key && c.RevokedAt == null).ToList();
                foreach (var client in clients)
                {
                    client.RevokedAt = at;
                    client.RevokedByName = byName;
                }

                integration.DeletedAt = at;
                integration.UpdatedAt = at;
                integration.Version++;
                session.Context.SaveChanges();
                Append(session, entry);
                session.Announce(new ServerNews.IntegrationChanged(integration.Key));
                foreach (var client in clients)
                {
                    Append(session, clientAudit(integration, client.Id, client.Name));
                }

                foreach (var token in live)
                {
                    Append(session, tokenAudit(integration, token.Id, token.Description));
                }

                return integration.Key;
            },
            ct);
        tokens.ForgetIntegration(key);
        return key;
    }

    public async Task<IntegrationCounts> CountAsync(int integrationKey, int month, CancellationToken ct) =>
        await database.ReadAsync(integrationKey, session => IntegrationCountsQuery.Run(session, integrationKey, month), ct);

    private static IQueryable<Integration> Alive(ScimifyContext db, int organizationKey) =>
        db.Integrations.Where(i => i.OrganizationKey == organizationKey && i.DeletedAt == null);

    private static Integration Load(WriteSession session, int organizationKey, Guid id) =>
        Alive(session.Context, organizationKey).SingleOrDefault(i => i.Id == id) ?? throw IntegrationService.NotFound(id);

    /// <summary>Locks the organization's row until the commit, so that two nodes cannot take the same name.</summary>
    private static void RequireFreeName(WriteSession session, Integration integration)
    {
        session.Scalar($"SELECT key FROM organizations WHERE key = @p0{session.Dialect.ForUpdate}", integration.OrganizationKey);
        var others = Alive(session.Context, integration.OrganizationKey).Where(i => i.Id != integration.Id).Select(i => i.Name).ToList();
        IntegrationRules.RequireFreeName(integration.Name, others);
    }

    private static void Append(WriteSession session, AuditEntry audit)
    {
        audit.Key = 0;
        session.AppendAudit(audit);
    }
}
