using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Primitives;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Who left, and how long Looker still gave access: the intervals in which Looker had what SCIM no longer asked for.</summary>
public sealed class LeaverReportQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    /// <summary>After this time, the end of somebody's access is late.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly (string Text, TimeSpan Most)[] Steps =
    [
        ("Within 1 second", TimeSpan.FromSeconds(1)), ("1 to 5 seconds", TimeSpan.FromSeconds(5)), ("5 to 30 seconds", Limit), ("Longer", TimeSpan.MaxValue),
    ];

    public async Task<(ResultPage<LeaverLine> Page, LeaverFigures Figures)> RunAsync(Actor actor, LeaverFilter filter, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        var all = await ReadAsync(db, actor, filter, integrations, ct);
        var shown = all.Where(l => IsIn(l, filter.View)).ToList();
        var page = shown.Skip(part.Skip).Take(part.Size).ToList();
        return (new(await LinesAsync(db, page, integrations, ct), part, shown.Count), FiguresOf(all));
    }

    /// <summary>Everybody of the view, newest first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LeaverLine>> AllAsync(
        Actor actor, LeaverFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, filter.IntegrationId, ct);
        foreach (var part in (await ReadAsync(db, actor, filter, integrations, ct)).Where(l => IsIn(l, filter.View)).Chunk(ExportParts.AtOnce))
        {
            yield return await LinesAsync(db, part, integrations, ct);
        }
    }

    private async Task<List<Leave>> ReadAsync(ScimifyContext db, Actor actor, LeaverFilter filter, Dictionary<int, IntegrationName> integrations, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var leaves = db.AccessIntervals.Where(i => i.OrganizationKey == actor.OrganizationKey && i.Kind == AccessKind.Account && !i.Asked && i.Had && i.RequestId != null
            && i.FromAt >= filter.From && i.FromAt < filter.To);
        if (filter.IntegrationId is not null)
        {
            var keys = integrations.Keys.ToList();
            leaves = leaves.Where(i => keys.Contains(i.IntegrationKey));
        }

        var rows = await leaves.OrderByDescending(i => i.FromAt).ThenBy(i => i.UserKey).Select(i => new
        {
            i.UserKey,
            i.IntegrationKey,
            i.FromAt,
            i.UntilAt,
            i.RequestId,
            Returned = db.AccessIntervals.Any(n => n.UserKey == i.UserKey && n.Kind == i.Kind && n.GroupKey == i.GroupKey && n.FromAt == i.UntilAt && n.Had),
        }).ToListAsync(ct);
        return [.. rows.Select(r => new Leave(
            r.UserKey, r.IntegrationKey, r.FromAt, r.UntilAt, r.RequestId, (r.UntilAt ?? now) - r.FromAt,
            r.UntilAt is null ? LeaverOutcome.Active : r.Returned ? LeaverOutcome.Returned : LeaverOutcome.Ended))];
    }

    private static bool IsIn(Leave leave, LeaverView view) => view switch
    {
        LeaverView.Late => IsLate(leave),
        LeaverView.Active => leave.Outcome == LeaverOutcome.Active,
        _ => true,
    };

    private static bool IsLate(Leave leave) => leave.Took > Limit && leave.Outcome != LeaverOutcome.Returned;

    private static LeaverFigures FiguresOf(List<Leave> all)
    {
        var took = all.Where(l => l.Outcome == LeaverOutcome.Ended).Select(l => l.Took).Order().ToList();
        var from = TimeSpan.Zero;
        var steps = new List<(string, long)>();
        foreach (var (text, most) in Steps)
        {
            steps.Add((text, took.LongCount(t => t > from && t <= most)));
            from = most;
        }

        return new(took.Count, all.LongCount(IsLate), all.LongCount(l => l.Outcome == LeaverOutcome.Active), Percentile(took, 0.5), Percentile(took, 0.95), steps);
    }

    /// <summary>The nearest rank: a time that somebody really waited.</summary>
    private static TimeSpan? Percentile(List<TimeSpan> sorted, double share) => sorted.Count == 0 ? null : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

    private static async Task<IReadOnlyList<LeaverLine>> LinesAsync(ScimifyContext db, IReadOnlyCollection<Leave> leaves, Dictionary<int, IntegrationName> integrations, CancellationToken ct)
    {
        var names = await AccessNames.ReadAsync(db, ofGroups: false, [.. leaves.Select(l => l.UserKey).Distinct()], DateTimeOffset.MaxValue, ct);
        return
        [
            .. leaves.Where(l => names.Find(l.UserKey) is not null).Select(l => (Leave: l, Name: names.Find(l.UserKey)!, In: integrations[l.IntegrationKey])).Select(l => new LeaverLine(
                l.Name.ScimId, l.Name.Name, l.Name.Display, l.In.Id, l.In.Name, l.Leave.AskedAt, l.Leave.Outcome == LeaverOutcome.Ended ? l.Leave.UntilAt : null,
                l.Leave.Took.TotalSeconds, EnumWords.Of(l.Leave.Outcome), l.Leave.RequestId)),
        ];
    }

    private readonly record struct Leave(long UserKey, int IntegrationKey, DateTimeOffset AskedAt, DateTimeOffset? UntilAt, Guid? RequestId, TimeSpan Took, LeaverOutcome Outcome);
}
