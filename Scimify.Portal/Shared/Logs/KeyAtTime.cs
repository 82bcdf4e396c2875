using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Scimify.Portal.Shared.Logs;

/// <summary>
/// Finds the start of a period in a log that is read only by its key. Keys and times grow together, so about twenty look-ups by
/// key replace an index on the time, or a scan of the whole log.
/// </summary>
public static class KeyAtTime
{
    // Rows of one commit, and of nodes whose clocks differ, may be slightly out of order.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    /// <summary>A key at or slightly before the first row that is not older than <paramref name="from"/>. Every such row has this key or a higher one.</summary>
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

    /// <summary>A key above all rows that are older than <paramref name="to"/>.</summary>
    public static Task<long> EndAsync<T>(
        IQueryable<T> log, Expression<Func<T, long>> keyOf, Expression<Func<T, LogPoint>> pointOf, DateTimeOffset to, CancellationToken ct) =>
        FirstAsync(log, keyOf, pointOf, to + (2 * Slack), ct);

    private static Expression<Func<T, bool>> AtLeast<T>(Expression<Func<T, long>> keyOf, long key) =>
        Expression.Lambda<Func<T, bool>>(Expression.GreaterThanOrEqual(keyOf.Body, QueryParameter.Of(key)), keyOf.Parameters);
}

/// <summary>The key and time of one row of a log.</summary>
public sealed record LogPoint(long Key, DateTimeOffset At);
