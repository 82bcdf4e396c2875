using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Who had access to which Looker at a moment, read from the intervals of the access history.</summary>
public sealed class AccessQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>So many people are looked up by their keys. For more, it is faster to walk through the names.</summary>
    private const int MostListed = 2000;

    /// <summary>The people in the order of their names, a page at a time.</summary>
    public async Task<ResultPage<AccessLine>> RunAsync(Actor actor, AccessFilter filter, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationsAsync(db, actor, filter, ct);
        var keys = integrations.Keys.ToList();
        var names = db.AccessNames.Where(n => n.OrganizationKey == actor.OrganizationKey && !n.IsGroup && n.UntilAt == null);
        if (filter.IntegrationId is not null)
        {
            names = names.Where(n => keys.Contains(n.IntegrationKey));
        }

        long total;
        IQueryable<AccessInterval> accounts;
        if (await FewAsync(db, actor, filter, keys, ct) is { } few)
        {
            // Without the organization, whose index would be walked from end to end. These keys are of the organization.
            names = db.AccessNames.Where(n => !n.IsGroup && n.UntilAt == null && few.Contains(n.SubjectKey));
            accounts = View(At(db, filter), filter.View).Where(i => few.Contains(i.UserKey) && keys.Contains(i.IntegrationKey));
            total = await accounts.LongCountAsync(ct);
        }
        else
        {
            // Names come first, in the order of their index, and each leads to its interval by the primary key.
            accounts = Sought(db, View(At(db, filter), filter.View), filter);
            total = await Of(accounts, actor, filter, keys).LongCountAsync(ct);
        }

        var rows = await names.Join(accounts, n => n.SubjectKey, i => i.UserKey, (n, i) => new { Name = n, Interval = i })
            .OrderBy(r => r.Name.DisplayNorm).ThenBy(r => r.Name.SubjectKey)
            .Skip(part.Skip).Take(part.Size).Select(r => r.Interval).ToListAsync(ct);
        return new(await LinesAsync(db, rows, integrations, filter.At, ct), part, total);
    }

    /// <summary>How many people each view shows, whatever is searched for.</summary>
    public async Task<IReadOnlyDictionary<AccessView, long>> CountAsync(Actor actor, AccessFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var keys = (await IntegrationsAsync(db, actor, filter, ct)).Keys.ToList();
        var groups = await Of(At(db, filter), actor, filter, keys).GroupBy(i => new { i.Asked, i.Had, i.Source }).Select(g => new { g.Key.Asked, g.Key.Had, g.Key.Source, Count = g.LongCount() }).ToListAsync(ct);
        return new Dictionary<AccessView, long>
        {
            [AccessView.Had] = groups.Where(g => g.Had).Sum(g => g.Count),
            [AccessView.Asked] = groups.Where(g => g is { Asked: true, Had: false }).Sum(g => g.Count),
            [AccessView.Left] = groups.Where(g => g is { Asked: false, Had: true }).Sum(g => g.Count),
            [AccessView.ByHand] = groups.Where(g => g is { Had: true, Source: AccessSource.ByHand }).Sum(g => g.Count),
        };
    }

    /// <summary>Everybody of the view, by age.</summary>
    public async IAsyncEnumerable<IReadOnlyList<AccessLine>> AllAsync(
        Actor actor, AccessFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        actor.Require(Permission.ReadLogs);
        Dictionary<int, IntegrationName> integrations;
        await using (var db = await contexts.CreateDbContextAsync(ct))
        {
            integrations = await IntegrationsAsync(db, actor, filter, ct);
        }

        var keys = integrations.Keys.ToList();
        await foreach (var part in ExportParts.ByKeyAsync<AccessInterval, long>(ReadAsync, i => i.UserKey, ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            yield return await LinesAsync(db, part, integrations, filter.At, ct);
        }

        async Task<List<AccessInterval>> ReadAsync(long above, CancellationToken stop)
        {
            await using var db = await contexts.CreateDbContextAsync(stop);
            var accounts = Sought(db, View(At(db, filter).Where(i => i.UserKey > above && keys.Contains(i.IntegrationKey)), filter.View), filter);
            return await accounts.OrderBy(i => i.UserKey).Take(ExportParts.AtOnce).ToListAsync(stop);
        }
    }

    /// <summary>The keys of the people whom a search or a rare view lets through.</summary>
    /// <returns>Null if they are not few.</returns>
    private static async Task<List<long>?> FewAsync(ScimifyContext db, Actor actor, AccessFilter filter, List<int> integrations, CancellationToken ct)
    {
        var found = ScimText.Sought(filter.Text) is { } sought
            ? db.AccessNames.Where(n => n.OrganizationKey == actor.OrganizationKey && !n.IsGroup && n.SearchText.Contains(sought)).Select(n => n.SubjectKey).Distinct()
            : filter.View == AccessView.Had ? null
            : View(Of(At(db, filter), actor, filter, integrations), filter.View).Select(i => i.UserKey);
        var few = found is null ? [] : await found.Take(MostListed + 1).ToListAsync(ct);
        return found is not null && few.Count <= MostListed ? few : null;
    }

    private static IQueryable<AccessInterval> View(IQueryable<AccessInterval> accounts, AccessView view) => view switch
    {
        AccessView.Asked => accounts.Where(i => i.Asked && !i.Had),
        AccessView.Left => accounts.Where(i => !i.Asked && i.Had),
        AccessView.ByHand => accounts.Where(i => i.Had && i.Source == AccessSource.ByHand),
        _ => accounts.Where(i => i.Had),
    };

    private static IQueryable<AccessInterval> Sought(ScimifyContext db, IQueryable<AccessInterval> accounts, AccessFilter filter) => ScimText.Sought(filter.Text) is { } sought
        ? accounts.Where(i => db.AccessNames.Any(n => !n.IsGroup && n.SubjectKey == i.UserKey && n.SearchText.Contains(sought)))
        : accounts;

    /// <summary>Those of the organization, or of one integration.</summary>
    private static IQueryable<AccessInterval> Of(IQueryable<AccessInterval> accounts, Actor actor, AccessFilter filter, List<int> integrations)
    {
        accounts = accounts.Where(i => i.OrganizationKey == actor.OrganizationKey);
        return filter.IntegrationId is null ? accounts : accounts.Where(i => integrations.Contains(i.IntegrationKey));
    }

    /// <summary>The accounts of everybody at the moment.</summary>
    private static IQueryable<AccessInterval> At(ScimifyContext db, AccessFilter filter)
    {
        var at = filter.At;
        return db.AccessIntervals.Where(i => i.Kind == AccessKind.Account && i.GroupKey == 0 && i.FromAt <= at && (i.UntilAt == null || i.UntilAt > at));
    }

    private static async Task<Dictionary<int, IntegrationName>> IntegrationsAsync(ScimifyContext db, Actor actor, AccessFilter filter, CancellationToken ct) =>
        await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);

    private static async Task<IReadOnlyList<AccessLine>> LinesAsync(
        ScimifyContext db, List<AccessInterval> accounts, Dictionary<int, IntegrationName> integrations, DateTimeOffset at, CancellationToken ct)
    {
        var users = accounts.Select(i => i.UserKey).ToList();
        var memberships = await db.AccessIntervals
            .Where(i => users.Contains(i.UserKey) && i.Kind == AccessKind.Membership && i.FromAt <= at && (i.UntilAt == null || i.UntilAt > at) && (i.Had || i.Asked))
            .ToListAsync(ct);
        var beginnings = await AccessBeginnings.ReadAsync(db, users, at, ct);
        var names = await AccessNames.ReadAsync(db, ofGroups: false, users, at, ct);
        var groupNames = await AccessNames.ReadAsync(db, ofGroups: true, memberships.Select(m => m.GroupKey).Distinct().ToList(), at, ct);
        var groups = memberships.ToLookup(m => m.UserKey, m => (Interval: m, Name: groupNames.Find(m.GroupKey)));
        return
        [
            .. accounts.Where(i => names.Find(i.UserKey) is not null).Select(i => Line(i, names.Find(i.UserKey)!, integrations[i.IntegrationKey], groups[i.UserKey], beginnings)),
        ];
    }

    private static AccessLine Line(AccessInterval account, AccessName name, IntegrationName integration, IEnumerable<(AccessInterval Interval, AccessName? Name)> groups, AccessBeginnings beginnings) => new(
        name.ScimId, name.Name, name.Display, name.Address, integration.Id, integration.Name, account.Had, account.Asked, AccessWords.Of(account.Source),
        beginnings.Of(account).FromAt, beginnings.Of(account).RequestId,
        [
            .. groups.Where(g => g.Name is not null).OrderBy(g => g.Name!.DisplayNorm, StringComparer.Ordinal)
                .Select(g => new AccessGroup(g.Name!.ScimId, g.Name.Name, g.Interval.Had, g.Interval.Asked, AccessWords.Of(g.Interval.Source), beginnings.Of(g.Interval).FromAt)),
        ]);
}
