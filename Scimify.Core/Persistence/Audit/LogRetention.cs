using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Deletes expired log rows, in parts small enough not to delay other writes.</summary>
public sealed class LogRetention(ScimifyDatabase database, TimeProvider clock)
{
    private const int RowsAtOnce = 500;

    private static readonly string[] Logs = ["provisioning_log", "looker_effects", "rejected_requests"];

    /// <returns>The number of deleted rows.</returns>
    public async Task<long> ForgetAsync(TimeSpan keptFor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = (now - keptFor).ToUnixTimeMilliseconds();
        var forgotten = await InPartsAsync(session => AuditChainStatements.Forget(session, now, before, RowsAtOnce), ct);
        foreach (var log in Logs)
        {
            // Keys grow with time, so the oldest rows are found without an index on it.
            forgotten += await InPartsAsync(
                session => session.Execute(
                    $"DELETE FROM {log} WHERE key IN (SELECT key FROM {log} ORDER BY key LIMIT {RowsAtOnce}) AND at < @p0", before),
                ct);
        }

        await ForgetWatchedAsync(ct);

        // The longest window of the deletion guard is a week.
        await database.WriteAsync(
            session => session.Execute("DELETE FROM guarded_removals WHERE at < @p0", clock.GetUtcNow().AddDays(-8).ToUnixTimeMilliseconds()), ct);
        return forgotten;
    }

    /// <summary>Streams watch no entry that is gone.</summary>
    private async Task ForgetWatchedAsync(CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var oldest = await db.ProvisioningLog.MinAsync(e => (long?)e.Key, ct) ?? 0;
        foreach (var watched in await db.LogStreamWaiting.Where(w => w.EntryKey < oldest).Select(w => new { w.StreamKey, w.IntegrationKey }).Distinct().ToListAsync(ct))
        {
            await database.WriteAsync(
                session => session.Execute(
                    "DELETE FROM log_stream_waiting WHERE stream_key = @p0 AND integration_key = @p1 AND entry_key < @p2", watched.StreamKey, watched.IntegrationKey, oldest),
                ct);
        }
    }

    private Task<long> InPartsAsync(Func<WriteSession, int> forget, CancellationToken ct) => database.WriteInPartsAsync(RowsAtOnce, forget, ct);
}
