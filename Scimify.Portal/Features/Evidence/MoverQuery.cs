using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Who had access at two moments and moved between them: other groups in Looker, or other mapped attributes, such as the department.</summary>
public sealed class MoverQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>The orders of the page and the REST API.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["at"];

    /// <summary>Who moved last comes first.</summary>
    public static readonly TableSort Order = new("at", Descending: true);

    private static readonly TableOrder<Move> ByTime = TableOrders.ByTime<Move>(m => m.At, m => m.UserKey);

    public async Task<SortedPage<MoverLine>> RunAsync(Actor actor, MoverFilter filter, SortedRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        var movers = Movers(db, actor, filter, [.. integrations.Keys], filter.View);
        var page = await ByTime.PageAsync(movers, part, await movers.LongCountAsync(ct), ct);
        return new(await LinesAsync(db, page.Items, integrations, filter, ct), page.Previous, page.Next, page.Total);
    }

    public async Task<IReadOnlyDictionary<MoverView, long>> CountAsync(Actor actor, MoverFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var keys = (await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct)).Keys.ToList();
        var counts = await Movers(db, actor, filter, keys, MoverView.All).GroupBy(m => new { Kept = m.Joined > 0 && m.Left == 0, Attributes = m.Attributes > 0 })
            .Select(g => new { g.Key.Kept, g.Key.Attributes, Count = g.LongCount() }).ToListAsync(ct);
        return new Dictionary<MoverView, long>
        {
            [MoverView.All] = counts.Sum(c => c.Count),
            [MoverView.Kept] = counts.Where(c => c.Kept).Sum(c => c.Count),
            [MoverView.Attributes] = counts.Where(c => c.Attributes).Sum(c => c.Count),
        };
    }

    /// <summary>Everybody of the view, by age, in parts. Only the keys of all are in memory, because each part would look for all of them again.</summary>
    public async IAsyncEnumerable<IReadOnlyList<MoverLine>> AllAsync(Actor actor, MoverFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        actor.Require(Permission.ReadLogs);
        List<long> keys;
        Dictionary<int, IntegrationName> integrations;
        await using (var db = await contexts.CreateDbContextAsync(ct))
        {
            integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
            keys = await Movers(db, actor, filter, [.. integrations.Keys], filter.View).Select(m => m.UserKey).OrderBy(key => key).ToListAsync(ct);
        }

        foreach (var part in keys.Chunk(ExportParts.AtOnce))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            yield return await LinesAsync(db, part, integrations, filter, ct);
        }
    }

    private static IQueryable<Move> Movers(ScimifyContext db, Actor actor, MoverFilter filter, List<int> integrations, MoverView view)
    {
        var (from, to) = (filter.From, filter.To);
        var groups = AccessChangeQuery.Changes(db, actor, new(from, to)).Where(c => c.Kind == AccessKind.Membership && integrations.Contains(c.IntegrationKey));
        var attributes = db.AccessDetails.Where(d => d.OrganizationKey == actor.OrganizationKey && d.Kind == AccessDetailKind.Attribute && d.FromAt > from && d.FromAt <= to
            && (d.UntilAt == null || d.UntilAt > to) && integrations.Contains(d.IntegrationKey)
            && !db.AccessDetails.Any(b => b.Kind == d.Kind && b.SubjectKey == d.SubjectKey && b.LookerId == d.LookerId && b.FromAt <= from && b.UntilAt > from && b.Had == d.Had)
            && (d.Had != null || db.AccessDetails.Any(b => b.Kind == d.Kind && b.SubjectKey == d.SubjectKey && b.LookerId == d.LookerId && b.FromAt <= from && b.UntilAt > from && b.Had != null)));
        var inGroups = groups.Select(c => new { c.UserKey, c.FromAt, Joined = c.Had ? 1 : 0, Left = c.Had ? 0 : 1, Attributes = 0 });
        var inAttributes = attributes.Select(d => new { UserKey = d.SubjectKey, d.FromAt, Joined = 0, Left = 0, Attributes = 1 });
        var accounts = db.AccessIntervals.Where(a => a.Kind == AccessKind.Account && a.GroupKey == 0 && a.Had);
        var movers = inGroups.Concat(inAttributes)
            .Where(c => accounts.Any(a => a.UserKey == c.UserKey && a.FromAt <= from && (a.UntilAt == null || a.UntilAt > from))
                && accounts.Any(a => a.UserKey == c.UserKey && a.FromAt <= to && (a.UntilAt == null || a.UntilAt > to)))
            .GroupBy(c => c.UserKey)
            .Select(m => new Move { UserKey = m.Key, At = m.Max(c => c.FromAt), Joined = m.Sum(c => c.Joined), Left = m.Sum(c => c.Left), Attributes = m.Sum(c => c.Attributes) });
        return view switch
        {
            MoverView.Kept => movers.Where(m => m.Joined > 0 && m.Left == 0),
            MoverView.Attributes => movers.Where(m => m.Attributes > 0),
            _ => movers,
        };
    }

    private static async Task<IReadOnlyList<MoverLine>> LinesAsync(ScimifyContext db, IReadOnlyList<long> users, Dictionary<int, IntegrationName> integrations, MoverFilter filter, CancellationToken ct)
    {
        var (from, to) = (filter.From, filter.To);
        var memberships = (await db.AccessIntervals.Where(i => users.Contains(i.UserKey) && i.Kind == AccessKind.Membership && i.FromAt <= to && (i.UntilAt == null || i.UntilAt > from)).ToListAsync(ct))
            .ToLookup(i => i.UserKey);
        var details = (await db.AccessDetails
            .Where(d => d.Kind == AccessDetailKind.Attribute && users.Contains(d.SubjectKey) && d.FromAt <= to && (d.UntilAt == null || d.UntilAt > from)).ToListAsync(ct)).ToLookup(d => d.SubjectKey);
        var names = await AccessNames.ReadAsync(db, ofGroups: false, users, to, ct);
        var groups = await AccessNames.ReadAsync(db, ofGroups: true, [.. memberships.SelectMany(m => m).Select(m => m.GroupKey).Distinct()], to, ct);
        return [.. users.Where(u => names.Find(u) is not null).Select(u => Line(names.Find(u)!, memberships[u], details[u]))];

        MoverLine Line(AccessName name, IEnumerable<AccessInterval> member, IEnumerable<AccessDetail> attributes)
        {
            var parts = member.GroupBy(m => m.GroupKey).Select(g => (
                Name: groups.Find(g.Key)?.Name ?? "", Before: g.Any(m => m.Had && m.FromAt <= from), After: g.Any(m => m.Had && (m.UntilAt is null || m.UntilAt > to)),
                At: g.Max(m => m.FromAt))).OrderBy(g => g.Name, StringComparer.Ordinal).ToList();
            var values = attributes.GroupBy(d => d.LookerId).Select(a => (
                a.Last().Name, Before: a.FirstOrDefault(d => d.FromAt <= from)?.Had, After: a.FirstOrDefault(d => d.UntilAt is null || d.UntilAt > to)?.Had,
                At: a.Max(d => d.FromAt))).Where(a => a.Before != a.After).OrderBy(a => a.Name, StringComparer.Ordinal).ToList();
            var integration = integrations[name.IntegrationKey];
            return new(
                name.ScimId, name.Name, name.Display, integration.Id, integration.Name, [.. parts.Where(g => !g.Before && g.After).Select(g => g.Name)],
                [.. parts.Where(g => g.Before && !g.After).Select(g => g.Name)], [.. parts.Where(g => g.Before && g.After).Select(g => g.Name)],
                [.. values.Select(a => new MoverAttribute(a.Name, a.Before, a.After))],
                parts.Where(g => g.Before != g.After).Select(g => g.At).Concat(values.Select(a => a.At)).DefaultIfEmpty(to).Max());
        }
    }

    private sealed class Move
    {
        public long UserKey { get; init; }

        public DateTimeOffset At { get; init; }

        public int Joined { get; init; }

        public int Left { get; init; }

        public int Attributes { get; init; }
    }
}
