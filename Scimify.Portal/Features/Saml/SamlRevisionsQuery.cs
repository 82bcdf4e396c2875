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
        var all = Of(db, integrationKey);
        return new(await all.OrderByDescending(r => r.Number).Skip(part.Skip).Take(part.Size).ToListAsync(ct), part, await all.LongCountAsync(ct));
    }

    /// <summary>The oldest revision after a number that Looker had; null for none.</summary>
    public async Task<SamlRevision?> NewerAsync(int integrationKey, int number, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Of(db, integrationKey).Where(r => r.Number > number && r.State == SamlRevisionState.Applied).OrderBy(r => r.Number).FirstOrDefaultAsync(ct);
    }

    /// <summary>Null if the integration has no revision of this number.</summary>
    public async Task<SamlRevision?> FindAsync(int integrationKey, int number, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Of(db, integrationKey).FirstOrDefaultAsync(r => r.Number == number, ct);
    }

    public async Task<bool> ExistsAsync(int integrationKey, Guid id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Of(db, integrationKey).AnyAsync(r => r.Id == id, ct);
    }

    private static IQueryable<SamlRevision> Of(ScimifyContext db, int integrationKey) => db.SamlRevisions.AsNoTracking().Where(r => r.IntegrationKey == integrationKey);
}
