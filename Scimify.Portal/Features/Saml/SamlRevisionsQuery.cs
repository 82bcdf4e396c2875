using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Saml;

/// <summary>Revisions of an integration's SAML configuration, the newest first.</summary>
public sealed class SamlRevisionsQuery(IDbContextFactory<ScimifyContext> contexts)
{
    internal async Task<ResultPage<SamlRevisionResource>> RunAsync(int integrationKey, PageRequest page, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = db.SamlRevisions.Where(r => r.IntegrationKey == integrationKey);
        var total = await all.LongCountAsync(ct);
        var items = await all.OrderByDescending(r => r.Number).Skip(page.Skip).Take(page.Size).ToListAsync(ct);
        return new ResultPage<SamlRevisionResource>([.. items.Select(SamlRevisionResource.Of)], page.Page, page.Size, total);
    }

    internal async Task<bool> ExistsAsync(int integrationKey, Guid id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.SamlRevisions.AnyAsync(r => r.IntegrationKey == integrationKey && r.Id == id, ct);
    }
}
