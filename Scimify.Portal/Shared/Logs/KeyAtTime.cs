using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Scimify.Portal.Shared.Logs;

/// <summary>
/// Finds where a period begins in a log that is read by its key alone: keys and times grow together, so that about
/// twenty look-ups by key replace an index on the time, or a scan of the whole log.
/// </summary>
public static class KeyAtTime
{
    // Rows of one commit, and nodes whose clocks differ, may stand a little out of order.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    /// <summary>A key at or a little before the first row that is not older than <paramref name="from"/>; every such row has this key or a higher one.</summary>
    public static async Task<long> FirstAsync<T>(
        IQueryable<T> log, Expression<Func<T, long>> keyOf, Expression<Func<T, LogPoint>> pointOf, DateTimeOffset from, CancellationToken ct)
    {
        var threshold = from - Slack;
        var newest = await log.OrderByDescending(keyOf).Select(pointOf).FirstOrDefaultAsync(ct);
        if (newest is null || newest.At < threshold)
        {
            return long.MaxValue;
        }

        // Invariant: the answer is above `below` and at most `high`.
        var (below, high) = (0L, newest.Key);
        while (high - below > 1)
        {
            var middle = below + ((high - below) / 2);
            var next = await log.Where(AtLeast(keyOf, middle)).OrderBy(keyOf).Select(pointOf).FirstAsync(ct);
            if (next.At >= threshold)
            {
                high = middle;
            }
            else
            {
                below = next.Key;
            }
        }

        return high;
    }

    private static Expression<Func<T, bool>> AtLeast<T>(Expression<Func<T, long>> keyOf, long key) =>
        Expression.Lambda<Func<T, bool>>(Expression.GreaterThanOrEqual(keyOf.Body, Expression.Constant(key)), keyOf.Parameters);
}

/// <summary>Where one row of a log stands.</summary>
public sealed record LogPoint(long Key, DateTimeOffset At);
