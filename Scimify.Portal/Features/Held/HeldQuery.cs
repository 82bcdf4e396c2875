using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Held;

namespace Scimify.Portal.Features.Held;

/// <summary>An integration's held changes, oldest first. Callers have checked the permission.</summary>
public sealed class HeldQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<ResultPage<HeldChange>> RunAsync(int integrationKey, HeldFilter filter, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var held = filter.Narrow(Of(db, integrationKey));
        return new(await held.OrderBy(h => h.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct), part, await held.LongCountAsync(ct));
    }

    /// <summary>How many there are, whatever the filter.</summary>
    public async Task<HeldViews> ViewsAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return new(await Of(db, integrationKey).GroupBy(h => h.Action).Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct));
    }

    /// <summary>Everything that matches, for a decision about all of it.</summary>
    public async Task<IReadOnlyList<HeldChoice>> AllAsync(int integrationKey, HeldFilter filter, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await filter.Narrow(Of(db, integrationKey)).Select(h => new HeldChoice(h.Id, h.Action, h.GroupKey != null)).ToListAsync(ct);
    }

    private static IQueryable<HeldChange> Of(ScimifyContext db, int integrationKey) => db.HeldChanges.AsNoTracking().Where(h => h.IntegrationKey == integrationKey);
}
