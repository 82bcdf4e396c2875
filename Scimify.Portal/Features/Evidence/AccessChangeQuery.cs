using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

/// <summary>What people had in Looker at one of two moments and not at the other: access, groups, and roles with the way they came.</summary>
public sealed class AccessChangeQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>The orders of the page and the REST API.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["at"];

    /// <summary>Newest first.</summary>
    public static readonly TableSort Order = new("at", Descending: true);

    /// <summary>So many people are exported at a time. Each may have many groups.</summary>
    private const int PeopleAtOnce = 100;

    public async Task<SortedPage<AccessChangeLine>> RunAsync(Actor actor, AccessChangeFilter filter, SortedRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        var parts = AccessChangeRow.Parts(db, actor, filter, [.. integrations.Keys]);
        var (rows, previous, next) = await PartAsync(parts, part, ct);
        return new(await LinesAsync(db, rows, integrations, filter.To, ct), previous, next, await parts.Aggregate(Queryable.Concat).LongCountAsync(ct));
    }

    public async Task<IReadOnlyDictionary<AccessChangeView, long>> CountAsync(Actor actor, AccessChangeFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        var groups = await AccessChangeRow.Of(db, actor, filter with { View = AccessChangeView.All }, [.. integrations.Keys]).GroupBy(c => new { c.Part, c.Now, c.Source })
            .Select(g => new { g.Key.Part, g.Key.Now, g.Key.Source, Count = g.LongCount() }).ToListAsync(ct);
        return new Dictionary<AccessChangeView, long>
        {
            [AccessChangeView.All] = groups.Sum(g => g.Count),
            [AccessChangeView.Gained] = groups.Where(g => g is { Part: ChangedPart.Account, Now: 1 }).Sum(g => g.Count),
            [AccessChangeView.Lost] = groups.Where(g => g is { Part: ChangedPart.Account, Now: 0 }).Sum(g => g.Count),
            [AccessChangeView.Groups] = groups.Where(g => g.Part == ChangedPart.Membership).Sum(g => g.Count),
            [AccessChangeView.Roles] = groups.Where(g => g.Part is ChangedPart.Role or ChangedPart.RoleOfMember).Sum(g => g.Count),
            [AccessChangeView.ByHand] = groups.Where(g => g.Source == AccessSource.ByHand).Sum(g => g.Count),
        };
    }

    /// <summary>Everything of the view in parts, by the age of people, and of each person what changed first comes first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<AccessChangeLine>> AllAsync(Actor actor, AccessChangeFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        actor.Require(Permission.ReadLogs);
        Dictionary<int, IntegrationName> integrations;
        await using (var db = await contexts.CreateDbContextAsync(ct))
        {
            integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        }

        await foreach (var people in ExportParts.ByKeyAsync<long, long>(PeopleAsync, key => key, ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            foreach (var some in people.Chunk(PeopleAtOnce))
            {
                var rows = await AccessChangeRow.Of(db, actor, filter, [.. integrations.Keys], [.. some])
                    .OrderBy(c => c.UserKey).ThenBy(c => c.At).ThenBy(c => c.Part).ThenBy(c => c.GroupKey).ThenBy(c => c.LookerId).ToListAsync(ct);
                yield return await LinesAsync(db, rows, integrations, filter.To, ct);
            }
        }

        async Task<List<long>> PeopleAsync(long above, CancellationToken stop)
        {
            await using var db = await contexts.CreateDbContextAsync(stop);
            return await db.AccessNames.Where(n => !n.IsGroup && n.SubjectKey > above && n.OrganizationKey == actor.OrganizationKey)
                .Select(n => n.SubjectKey).Distinct().OrderBy(key => key).Take(ExportParts.AtOnce).ToListAsync(stop);
        }
    }

    /// <summary>The intervals at the second moment that have something else than those at the first.</summary>
    /// <param name="people">The keys of the organization's people to look at; null for everybody.</param>
    internal static IQueryable<AccessInterval> Changes(ScimifyContext db, Actor actor, AccessChangeFilter filter, List<long>? people = null)
    {
        var (from, to) = (filter.From, filter.To);
        var before = db.AccessIntervals.Where(b => b.FromAt <= from && b.UntilAt > from && b.Had);
        return AccessChangeRow.Intervals(db, actor, people).Where(i => i.FromAt > from && i.FromAt <= to && (i.UntilAt == null || i.UntilAt > to)
            && ((i.Had && !before.Any(b => b.UserKey == i.UserKey && b.Kind == i.Kind && b.GroupKey == i.GroupKey))
                || (!i.Had && before.Any(b => b.UserKey == i.UserKey && b.Kind == i.Kind && b.GroupKey == i.GroupKey))));
    }

    private static async Task<(List<AccessChangeRow> Rows, SortCursor? Previous, SortCursor? Next)> PartAsync(IReadOnlyList<IQueryable<AccessChangeRow>> changes, SortedRequest part, CancellationToken ct)
    {
        var place = part.Place is null ? null : AccessChangePlace.Of(part.Place);
        var isBackwards = part.Backwards && place is not null;

        // As many of each part as a page has, which an index finds without sorting the rest, and then those of all parts that come first.
        Func<IQueryable<AccessChangeRow>, IQueryable<AccessChangeRow>> sorted = place is null ? AccessChangePlace.Sorted : isBackwards ? place.Before : place.After;
        var found = await sorted(changes.Select(rows => sorted(rows).Take(part.Size + 1)).Aggregate(Queryable.Concat)).Take(part.Size + 1).ToListAsync(ct);
        if (isBackwards && found.Count <= part.Size)
        {
            // The start is nearer than a page, so it is the first page, and a whole one.
            return await PartAsync(changes, part with { Place = null, Backwards = false }, ct);
        }

        var (isMore, shown) = (found.Count > part.Size, found.Take(part.Size).ToList());
        if (isBackwards)
        {
            shown.Reverse();
        }

        return (shown, place is null || shown.Count == 0 ? null : AccessChangePlace.Of(shown[0]).ToCursor(), shown.Count > 0 && (isMore || isBackwards) ? AccessChangePlace.Of(shown[^1]).ToCursor() : null);
    }

    private static async Task<IReadOnlyList<AccessChangeLine>> LinesAsync(
        ScimifyContext db, List<AccessChangeRow> rows, Dictionary<int, IntegrationName> integrations, DateTimeOffset at, CancellationToken ct)
    {
        var users = rows.Select(r => r.UserKey).Distinct().ToList();
        var people = await AccessNames.ReadAsync(db, ofGroups: false, users, at, ct);
        var groups = await AccessNames.ReadAsync(db, ofGroups: true, [.. rows.Select(r => r.GroupKey).Where(key => key > 0).Distinct()], at, ct);
        var intervals = await AccessBeginnings.ReadAsync(db, users, at, ct);
        var roles = await RoleBeginnings.ReadAsync(db, [.. rows.Where(r => r.Part == ChangedPart.Role)], at, ct);
        return
        [
            .. rows.Where(r => people.Find(r.UserKey) is not null).Select(r => (Row: r, Name: people.Find(r.UserKey)!, In: integrations[r.IntegrationKey], Beginning: BeginningOf(r))).Select(r => new AccessChangeLine(
                r.Name.ScimId, r.Name.Name, r.Name.Display, r.In.Id, r.In.Name, r.Row.Now == 1, r.Row.GroupKey == 0 ? null : groups.Find(r.Row.GroupKey)?.Name ?? "",
                r.Row.Role.Length > 0 ? r.Row.Role : null, AccessWords.Of(r.Row.Source), r.Beginning.At, r.Beginning.RequestId)),
        ];

        (DateTimeOffset At, Guid? RequestId) BeginningOf(AccessChangeRow row) => row.Part == ChangedPart.Role
            ? roles.Of(row)
            : intervals.Of(row.UserKey, row.GroupKey > 0 ? AccessKind.Membership : AccessKind.Account, row.GroupKey, row.At) is { } first ? (first.FromAt, first.RequestId) : (row.At, null);
    }
}
