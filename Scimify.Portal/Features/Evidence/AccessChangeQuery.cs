using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>What people had in Looker at one of two moments and not at the other, newest first.</summary>
public sealed class AccessChangeQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<ResultPage<AccessChangeLine>> RunAsync(Actor actor, AccessChangeFilter filter, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        var changes = View(Changes(db, actor, filter, [.. integrations.Keys]), filter.View);
        var total = await changes.LongCountAsync(ct);
        var rows = await changes.OrderByDescending(c => c.FromAt).ThenBy(c => c.UserKey).ThenBy(c => c.GroupKey).Skip(part.Skip).Take(part.Size).ToListAsync(ct);
        return new(await LinesAsync(db, rows, integrations, filter.To, ct), part, total);
    }

    public async Task<IReadOnlyDictionary<AccessChangeView, long>> CountAsync(Actor actor, AccessChangeFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        var groups = await Changes(db, actor, filter, [.. integrations.Keys]).GroupBy(c => new { c.Kind, c.Had, c.Source })
            .Select(g => new { g.Key.Kind, g.Key.Had, g.Key.Source, Count = g.LongCount() }).ToListAsync(ct);
        return new Dictionary<AccessChangeView, long>
        {
            [AccessChangeView.All] = groups.Sum(g => g.Count),
            [AccessChangeView.Gained] = groups.Where(g => g is { Kind: AccessKind.Account, Had: true }).Sum(g => g.Count),
            [AccessChangeView.Lost] = groups.Where(g => g is { Kind: AccessKind.Account, Had: false }).Sum(g => g.Count),
            [AccessChangeView.Groups] = groups.Where(g => g.Kind == AccessKind.Membership).Sum(g => g.Count),
            [AccessChangeView.ByHand] = groups.Where(g => g.Source == AccessSource.ByHand).Sum(g => g.Count),
        };
    }

    /// <summary>Everything of the view, oldest first, in parts. Each part goes on in the index of changes where the last one ended.</summary>
    public async IAsyncEnumerable<IReadOnlyList<AccessChangeLine>> AllAsync(Actor actor, AccessChangeFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        actor.Require(Permission.ReadLogs);
        var (at, above, group, kind) = (filter.From, 0L, -1L, 0);
        List<AccessInterval> rows;
        do
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
            rows = await View(Changes(db, actor, filter, [.. integrations.Keys]), filter.View)
                .Where(c => c.FromAt >= at && (c.FromAt > at || c.UserKey > above || (c.UserKey == above && ((int)c.Kind > kind || ((int)c.Kind == kind && c.GroupKey > group)))))
                .OrderBy(c => c.FromAt).ThenBy(c => c.UserKey).ThenBy(c => c.Kind).ThenBy(c => c.GroupKey).Take(ExportParts.AtOnce).ToListAsync(ct);
            yield return await LinesAsync(db, rows, integrations, filter.To, ct);
            if (rows.Count > 0)
            {
                (at, above, group, kind) = (rows[^1].FromAt, rows[^1].UserKey, rows[^1].GroupKey, (int)rows[^1].Kind);
            }
        }
        while (rows.Count == ExportParts.AtOnce);
    }

    /// <summary>The intervals at the second moment that have something else than those at the first.</summary>
    internal static IQueryable<AccessInterval> Changes(ScimifyContext db, Actor actor, AccessChangeFilter filter, List<int> integrations)
    {
        var (from, to) = (filter.From, filter.To);
        var before = db.AccessIntervals.Where(b => b.FromAt <= from && b.UntilAt > from && b.Had);
        var changes = db.AccessIntervals.Where(i => i.OrganizationKey == actor.OrganizationKey && i.FromAt > from && i.FromAt <= to && (i.UntilAt == null || i.UntilAt > to)
            && ((i.Had && !before.Any(b => b.UserKey == i.UserKey && b.Kind == i.Kind && b.GroupKey == i.GroupKey))
                || (!i.Had && before.Any(b => b.UserKey == i.UserKey && b.Kind == i.Kind && b.GroupKey == i.GroupKey))));
        return filter.IntegrationId is null ? changes : changes.Where(i => integrations.Contains(i.IntegrationKey));
    }

    private static IQueryable<AccessInterval> View(IQueryable<AccessInterval> changes, AccessChangeView view) => view switch
    {
        AccessChangeView.Gained => changes.Where(c => c.Kind == AccessKind.Account && c.Had),
        AccessChangeView.Lost => changes.Where(c => c.Kind == AccessKind.Account && !c.Had),
        AccessChangeView.Groups => changes.Where(c => c.Kind == AccessKind.Membership),
        AccessChangeView.ByHand => changes.Where(c => c.Source == AccessSource.ByHand),
        _ => changes,
    };

    private static async Task<IReadOnlyList<AccessChangeLine>> LinesAsync(
        ScimifyContext db, List<AccessInterval> rows, Dictionary<int, IntegrationName> integrations, DateTimeOffset at, CancellationToken ct)
    {
        var people = await AccessNames.ReadAsync(db, ofGroups: false, [.. rows.Select(r => r.UserKey).Distinct()], at, ct);
        var groups = await AccessNames.ReadAsync(db, ofGroups: true, [.. rows.Select(r => r.GroupKey).Where(key => key > 0).Distinct()], at, ct);
        var beginnings = await AccessBeginnings.ReadAsync(db, [.. rows.Select(r => r.UserKey).Distinct()], at, ct);
        return
        [
            .. rows.Where(r => people.Find(r.UserKey) is not null).Select(r => (Row: r, Name: people.Find(r.UserKey)!, In: integrations[r.IntegrationKey])).Select(r => new AccessChangeLine(
                r.Name.ScimId, r.Name.Name, r.Name.Display, r.In.Id, r.In.Name, r.Row.Had, r.Row.GroupKey == 0 ? null : groups.Find(r.Row.GroupKey)?.Name ?? "",
                AccessWords.Of(r.Row.Source), beginnings.Of(r.Row).FromAt, beginnings.Of(r.Row).RequestId)),
        ];
    }
}
