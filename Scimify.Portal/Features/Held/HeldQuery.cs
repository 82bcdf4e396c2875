using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Held;

/// <summary>What is held of an integration, in the order in which it came.</summary>
public sealed class HeldQuery(IDbContextFactory<ScimifyContext> contexts)
{
    internal async Task<ResultPage<HeldResource>> RunAsync(int integrationKey, PageRequest page, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var held = db.HeldChanges.Where(h => h.IntegrationKey == integrationKey);
        var total = await held.LongCountAsync(ct);
        var rows = await held.OrderBy(h => h.Key).Skip(page.Skip).Take(page.Size).ToListAsync(ct);
        return new ResultPage<HeldResource>([.. rows.Select(HeldResource.Of)], page.Page, page.Size, total);
    }
}
