using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Who had access to which Looker at a moment, read from the intervals of the access history.</summary>
public sealed class AccessQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>So many people are looked up by their keys. For more, it is faster to walk through the names.</summary>
    private const int MostListed = 2000;

    /// <summary>The orders of the page.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["name"];

    private static readonly TableOrder<AccessName> ByName = TableOrders.ByText<AccessName>(n => n.DisplayNorm, n => n.SubjectKey);

    /// <summary>The people in the order of their names.</summary>
    public async Task<SortedPage<AccessLine>> RunAsync(Actor actor, AccessFilter filter, SortedRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationsAsync(db, actor, filter, ct);
        var keys = integrations.Keys.ToList();
        var (few, total) = await SizeAsync(db, actor, filter, keys, ct);
        var accounts = Accounts(db, filter, keys, few);

        // With few people, without the organization, whose index would be walked from end to end. Their keys are of the organization.
        var names = few is null
            ? db.AccessNames.Where(n => n.OrganizationKey == actor.OrganizationKey && !n.IsGroup && n.UntilAt == null)
            : db.AccessNames.Where(n => !n.IsGroup && n.UntilAt == null && few.Contains(n.SubjectKey));
        var page = await ByName.PageAsync(names.Where(n => accounts.Any(i => i.UserKey == n.SubjectKey)), part, total, ct);
        var rows = (await Accounts(db, filter, keys, page.Items).ToListAsync(ct)).ToDictionary(i => i.UserKey);
        return new(await LinesAsync(db, [.. page.Items.Where(rows.ContainsKey).Select(key => rows[key])], integrations, filter.At, ct), page.Previous, page.Next, page.Total);
    }

    /// <summary>The same people, those whom SCIM named last first.</summary>
    public async Task<CursorPage<AccessLine>> ListAsync(Actor actor, AccessFilter filter, CursorRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationsAsync(db, actor, filter, ct);
        var keys = integrations.Keys.ToList();
        var (few, _) = await SizeAsync(db, actor, filter, keys, ct);
        var cut = part.Cut(
            await Accounts(db, filter, keys, few).Where(i => i.UserKey < part.Below).OrderByDescending(i => i.UserKey).Take(part.Size + 1).ToListAsync(ct), i => i.UserKey);
        return new(await LinesAsync(db, [.. cut.Items], integrations, filter.At, ct), cut.NextCursor);
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
            return await Accounts(db, filter, keys, null).Where(i => i.UserKey > above).OrderBy(i => i.UserKey).Take(ExportParts.AtOnce).ToListAsync(stop);
        }
    }

    /// <returns>The keys of the people, or null if they are not few; and how many they are.</returns>
    private static async Task<(IReadOnlyList<long>? Few, long Total)> SizeAsync(ScimifyContext db, Actor actor, AccessFilter filter, List<int> integrations, CancellationToken ct)
    {
        var listed = View(Of(At(db, filter), actor, filter, integrations), filter.View);
        if (ScimText.Sought(filter.Text) is { } sought)
        {
            var found = await db.AccessNames.Where(n => n.OrganizationKey == actor.OrganizationKey && !n.IsGroup && n.SearchText.Contains(sought))
                .Select(n => n.SubjectKey).Distinct().Take(MostListed + 1).ToListAsync(ct);
            return found.Count <= MostListed
                ? (found, await Accounts(db, filter, integrations, found).LongCountAsync(ct))
                : (null, await Sought(db, listed, filter).LongCountAsync(ct));
        }

        var total = await listed.LongCountAsync(ct);
        return (total <= MostListed ? await listed.Select(i => i.UserKey).ToListAsync(ct) : null, total);
    }

    /// <param name="few">Null for everybody.</param>
    private static IQueryable<AccessInterval> Accounts(ScimifyContext db, AccessFilter filter, List<int> integrations, IReadOnlyList<long>? few)
    {
        var accounts = View(At(db, filter), filter.View).Where(i => integrations.Contains(i.IntegrationKey));
        return few is null ? Sought(db, accounts, filter) : accounts.Where(i => few.Contains(i.UserKey));
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
        var details = await AccessDetails.ReadAsync(db, users, [.. memberships.Select(m => m.GroupKey).Distinct()], at, ct);
        return
        [
            .. accounts.Where(i => names.Find(i.UserKey) is not null).Select(i => Line(i, names.Find(i.UserKey)!, integrations[i.IntegrationKey], groups[i.UserKey], beginnings, details)),
        ];
    }

    private static AccessLine Line(AccessInterval account, AccessName name, IntegrationName integration, IEnumerable<(AccessInterval Interval, AccessName? Name)> groups, AccessBeginnings beginnings, AccessDetails details) => new(
        name.ScimId, name.Name, name.Display, name.Address, integration.Id, integration.Name, account.Had, account.Asked, AccessWords.Of(account.Source),
        beginnings.Of(account).FromAt, beginnings.Of(account).RequestId,
        [
            .. groups.Where(g => g.Name is not null).OrderBy(g => g.Name!.DisplayNorm, StringComparer.Ordinal)
                .Select(g => new AccessGroup(g.Name!.ScimId, g.Name.Name, g.Interval.Had, g.Interval.Asked, AccessWords.Of(g.Interval.Source), beginnings.Of(g.Interval).FromAt)),
        ],
        details.RolesOf(account.UserKey, groups.Select(g => (g.Interval, g.Name?.Name ?? "", beginnings.Of(g.Interval).FromAt))),
        details.AttributesOf(account.UserKey));
}
