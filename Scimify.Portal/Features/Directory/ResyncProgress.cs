using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Directory;

/// <summary>What was done in Looker for one resource since somebody asked for it: each call with its answer and time.</summary>
/// <param name="Since">When somebody asked for it.</param>
/// <param name="Rows">The first calls, in order.</param>
/// <param name="Count">The number of all calls.</param>
public sealed record ResyncProgress(DateTimeOffset Since, IReadOnlyList<EffectRow> Rows, int Count)
{
    /// <summary>For a group with many members, the first calls tell the story.</summary>
    public const int Most = 200;

    private static readonly Expression<Func<LookerEffect, LogPoint>> Point = e => new LogPoint(e.Key, e.At);

    /// <returns>Null if nobody has asked, or the value is not a time.</returns>
    public static async Task<ResyncProgress?> OfAsync(ScimifyContext db, int integrationKey, Guid scimId, long? sinceMs, CancellationToken ct)
    {
        if (sinceMs is not { } ms || ms < 0 || ms > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return null;
        }

        var since = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        var log = db.LookerEffects.Where(e => e.IntegrationKey == integrationKey);
        var first = await KeyAtTime.FirstAsync(log, e => e.Key, Point, since, ct);
        var calls = log.Where(e => e.Key >= first && e.ScimId == scimId && e.At >= since);
        var rows = await calls.OrderBy(e => e.Key).Take(Most)
            .Select(e => new EffectRow(e.Key, e.At, e.DurationMs, e.Operation, e.Request, e.Status, e.Attempt, e.Name, e.Detail) { Facets = e.Facets, IsGroup = e.ResourceType == "Group" }).ToListAsync(ct);
        return new ResyncProgress(since, rows, rows.Count < Most ? rows.Count : await calls.CountAsync(ct));
    }
}
