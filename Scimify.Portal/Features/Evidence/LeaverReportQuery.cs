using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Primitives;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>
/// Who left, and how long Looker still gave access: the intervals in which Looker had what SCIM no longer asked for. The database
/// counts them, so that memory holds one page.
/// </summary>
public sealed class LeaverReportQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    /// <summary>After this time, the end of somebody's access is late.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>As the index of leavers says it. The parameters are organization, integration (0 for all), from, to, and now.</summary>
    private static readonly string Leaves =
        $$"""
        i.organization_key = {0} AND i.kind = {{AccessKind.Account:D}} AND i.asked = 0 AND i.had = 1 AND i.request_id IS NOT NULL
            AND ({1} = 0 OR i.integration_key = {1}) AND i.from_at >= {2} AND i.from_at < {3}
        """;

    /// <summary>The access was asked for again before it had ended.</summary>
    private const string Returned =
        "EXISTS (SELECT 1 FROM access_intervals n WHERE n.user_key = i.user_key AND n.kind = i.kind AND n.group_key = i.group_key AND n.from_at = i.until_at AND n.had = 1)";

    private static readonly string Times =
        $$"""
        SELECT CASE WHEN i.until_at IS NULL THEN 1 ELSE 0 END AS active, CASE WHEN {{Returned}} THEN 1 ELSE 0 END AS returned, COALESCE(i.until_at, {4}) - i.from_at AS took
        FROM access_intervals i WHERE {{Leaves}}
        """;

    private static readonly string Figures =
        $$"""
        SELECT COALESCE(SUM(CASE WHEN active = 0 AND returned = 0 THEN 1 ELSE 0 END), 0) AS "Ended",
            COALESCE(SUM(CASE WHEN returned = 0 AND took > {{Milliseconds(Limit)}} THEN 1 ELSE 0 END), 0) AS "Late",
            COALESCE(SUM(active), 0) AS "Active",
            COALESCE(SUM(CASE WHEN active = 0 AND returned = 0 AND took <= 1000 THEN 1 ELSE 0 END), 0) AS "WithinSecond",
            COALESCE(SUM(CASE WHEN active = 0 AND returned = 0 AND took <= 5000 THEN 1 ELSE 0 END), 0) AS "WithinFive",
            COALESCE(SUM(CASE WHEN active = 0 AND returned = 0 AND took <= {{Milliseconds(Limit)}} THEN 1 ELSE 0 END), 0) AS "WithinLimit"
        FROM ({{Times}}) l
        """;

    private static readonly string NthTime = $$"""SELECT took AS "Value" FROM ({{Times}}) l WHERE active = 0 AND returned = 0 ORDER BY took LIMIT 1 OFFSET {5}""";

    public async Task<(ResultPage<LeaverLine> Page, LeaverFigures Figures)> RunAsync(Actor actor, LeaverFilter filter, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        var parameters = Parameters(actor, filter, integrations);
        var leaves = OfView(db, filter.View, parameters);
        var page = await leaves.OrderByDescending(i => i.FromAt).ThenBy(i => i.UserKey).Skip(part.Skip).Take(part.Size).ToListAsync(ct);
        return (new(await LinesAsync(db, page, integrations, ct), part, await leaves.LongCountAsync(ct)), await FiguresAsync(db, parameters, ct));
    }

    /// <summary>Everybody of the view, newest first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LeaverLine>> AllAsync(Actor actor, LeaverFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        actor.Require(Permission.ReadLogs);
        var (at, above) = (filter.To, long.MaxValue);
        List<AccessInterval> rows;
        do
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
            var (last, key) = (at, above);
            rows = await OfView(db, filter.View, Parameters(actor, filter, integrations)).Where(i => i.FromAt <= last && (i.FromAt < last || i.UserKey > key))
                .OrderByDescending(i => i.FromAt).ThenBy(i => i.UserKey).Take(ExportParts.AtOnce).ToListAsync(ct);
            yield return await LinesAsync(db, rows, integrations, ct);
            (at, above) = rows.Count > 0 ? (rows[^1].FromAt, rows[^1].UserKey) : (at, above);
        }
        while (rows.Count == ExportParts.AtOnce);
    }

    private static IQueryable<AccessInterval> OfView(ScimifyContext db, LeaverView view, object[] parameters)
    {
        var statement = $"SELECT i.* FROM access_intervals i WHERE {Leaves} AND " + view switch
        {
            LeaverView.Late => $"COALESCE(i.until_at, {{4}}) - i.from_at > {Milliseconds(Limit)} AND NOT {Returned}",
            LeaverView.Active => "i.until_at IS NULL AND {4} > 0",
            _ => "{4} > 0",
        };
        return db.AccessIntervals.FromSqlRaw(statement, parameters);
    }

    private static async Task<LeaverFigures> FiguresAsync(ScimifyContext db, object[] parameters, CancellationToken ct)
    {
        var numbers = await db.Database.SqlQueryRaw<LeaverNumbers>(Figures, parameters).SingleAsync(ct);
        return new(
            numbers.Ended, numbers.Late, numbers.Active, await RankAsync(0.5), await RankAsync(0.95),
            [
                ("Within 1 second", numbers.WithinSecond), ("1 to 5 seconds", numbers.WithinFive - numbers.WithinSecond),
                ("5 to 30 seconds", numbers.WithinLimit - numbers.WithinFive), ("Longer", numbers.Ended - numbers.WithinLimit),
            ]);

        // The nearest rank: a time that somebody really waited.
        async Task<TimeSpan?> RankAsync(double share) => numbers.Ended == 0
            ? null
            : TimeSpan.FromMilliseconds((await db.Database.SqlQueryRaw<long>(NthTime, [.. parameters, (long)Math.Ceiling(share * numbers.Ended) - 1]).ToListAsync(ct))[0]);
    }

    private object[] Parameters(Actor actor, LeaverFilter filter, Dictionary<int, IntegrationName> integrations) =>
    [
        actor.OrganizationKey, filter.IntegrationId is null ? 0 : integrations.Keys.FirstOrDefault(-1), filter.From.ToUnixTimeMilliseconds(), filter.To.ToUnixTimeMilliseconds(),
        clock.GetUtcNow().ToUnixTimeMilliseconds(),
    ];

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<LeaverLine>> LinesAsync(ScimifyContext db, IReadOnlyCollection<AccessInterval> leaves, Dictionary<int, IntegrationName> integrations, CancellationToken ct)
    {
        var users = leaves.Select(l => l.UserKey).Distinct().ToList();
        var names = await AccessNames.ReadAsync(db, ofGroups: false, users, DateTimeOffset.MaxValue, ct);
        var returned = users.Count == 0
            ? []
            : (await db.AccessIntervals.Where(i => users.Contains(i.UserKey) && i.Kind == AccessKind.Account && i.Had).Select(i => new { i.UserKey, i.FromAt }).ToListAsync(ct))
                .Select(i => (i.UserKey, (DateTimeOffset?)i.FromAt)).ToHashSet();
        return [.. leaves.Where(l => names.Find(l.UserKey) is not null).Select(l => Line(l, names.Find(l.UserKey)!, integrations[l.IntegrationKey], returned.Contains((l.UserKey, l.UntilAt))))];
    }

    private LeaverLine Line(AccessInterval leave, AccessName name, IntegrationName integration, bool hasReturned)
    {
        var outcome = leave.UntilAt is null ? LeaverOutcome.Active : hasReturned ? LeaverOutcome.Returned : LeaverOutcome.Ended;
        return new(
            name.ScimId, name.Name, name.Display, integration.Id, integration.Name, leave.FromAt, outcome == LeaverOutcome.Ended ? leave.UntilAt : null,
            ((leave.UntilAt ?? clock.GetUtcNow()) - leave.FromAt).TotalSeconds, EnumWords.Of(outcome), leave.RequestId);
    }

    private sealed record LeaverNumbers(long Ended, long Late, long Active, long WithinSecond, long WithinFive, long WithinLimit);
}
