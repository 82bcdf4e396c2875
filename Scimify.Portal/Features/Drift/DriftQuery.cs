using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Drift;

/// <summary>Open differences of an integration: access given back by hand first, then the newest.</summary>
public sealed class DriftQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <param name="kind">Null: all.</param>
    internal async Task<ResultPage<DriftResource>> RunAsync(int integrationKey, DriftKind? kind, PageRequest page, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var open = db.DriftItems.OpenOf(integrationKey).Where(d => kind == null || d.Kind == kind);
        var total = await open.LongCountAsync(ct);
        var items = await open.MostUrgentFirst().Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        return new ResultPage<DriftResource>([.. items.Select(DriftResource.Of)], page.Page, page.Size, total);
    }
}
