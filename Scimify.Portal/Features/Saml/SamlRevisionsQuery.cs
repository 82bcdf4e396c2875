using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Saml;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Saml;

/// <summary>Revisions of an integration's SAML configuration, newest first. Looker is not called. Callers have checked the permission.</summary>
public sealed class SamlRevisionsQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<ResultPage<SamlRevision>> RunAsync(int integrationKey, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = db.SamlRevisions.AsNoTracking().Where(r => r.IntegrationKey == integrationKey);
        return new(await all.OrderByDescending(r => r.Number).Skip(part.Skip).Take(part.Size).ToListAsync(ct), part, await all.LongCountAsync(ct));
    }

    public async Task<bool> ExistsAsync(int integrationKey, Guid id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.SamlRevisions.AnyAsync(r => r.IntegrationKey == integrationKey && r.Id == id, ct);
    }
}
