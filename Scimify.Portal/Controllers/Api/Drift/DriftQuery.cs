using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning;
using Scimify.Portal.Controllers.Api.Input;

namespace Scimify.Portal.Controllers.Api.Drift;

/// <summary>Open differences of an integration: access given back by hand first, then the newest.</summary>
public sealed class DriftQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <param name="kind">Null: all.</param>
    internal async Task<ListPage<DriftResource>> RunAsync(int integrationKey, DriftKind? kind, PageRequest page, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var open = db.DriftItems.Where(d => d.IntegrationKey == integrationKey && d.State == DriftState.Open && (kind == null || d.Kind == kind));
        var total = await open.LongCountAsync(ct);
        var items = await open
            .OrderBy(d => d.Kind == DriftKind.UserEnabled ? 0 : d.Kind == DriftKind.MemberAdded ? 1 : 2).ThenByDescending(d => d.FoundAt).ThenBy(d => d.Key)
            .Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        return new ListPage<DriftResource>([.. items.Select(DriftResource.Of)], page.Page, page.Size, total);
    }
}
