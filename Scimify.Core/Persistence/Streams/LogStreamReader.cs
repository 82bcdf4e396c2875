using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Streams;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Streams;

/// <summary>
/// Reads what a stream has not got. Entries of one integration's provisioning log, and of one organization's audit log, get their keys
/// under a lock that lasts until the commit. So no entry appears later before one that was read, also if several servers write.
/// </summary>
internal sealed class LogStreamReader(ScimifyContext db, LogStream stream, DateTimeOffset now)
{
    /// <summary>
    /// If a later write is refused, the writes that it overtook wait again, although they were settled. That happens while its caller
    /// waits, which is shorter than this.
    /// </summary>
    private static readonly TimeSpan MayWaitAgain = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<StreamSource>> SourcesAsync(CancellationToken ct) =>
    [
        .. stream.Logs.HasFlag(StreamedLogs.Provisioning)
            ? [StreamSource.Changes, .. (await IntegrationKeysAsync(ct)).Select(key => new StreamSource(key))]
            : Array.Empty<StreamSource>(),
        .. stream.Logs.HasFlag(StreamedLogs.Audit) ? [StreamSource.Audit] : Array.Empty<StreamSource>(),
    ];

    public async Task<LogStreamBatch?> ReadAsync(StreamSource source, CancellationToken ct)
    {
        var organization = await db.Organizations.Where(o => o.Key == stream.OrganizationKey).Select(o => o.Id).SingleAsync(ct);
        return source == StreamSource.Audit ? await AuditAsync(organization, ct)
            : source == StreamSource.Changes ? await ChangesAsync(organization, ct)
            : await WritesAsync(source, organization, ct);
    }

    /// <summary>How many entries of the source were not sent, at most so many, and when the oldest of them was written.</summary>
    public async Task<(int Count, DateTimeOffset? Oldest)> BehindAsync(StreamSource source, int most, CancellationToken ct)
    {
        if (source == StreamSource.Changes)
        {
            return (0, null);
        }

        var position = await PositionAsync(source, ct);
        var times = source == StreamSource.Audit
            ? Audit(position).Select(e => e.At)
            : Writes(source, position).Select(e => e.At);
        var behind = await times.Take(most).CountAsync(ct);
        return (behind, behind == 0 ? null : await times.FirstAsync(ct));
    }

    private Task<List<int>> IntegrationKeysAsync(CancellationToken ct) =>
        db.Integrations.Where(i => i.OrganizationKey == stream.OrganizationKey).OrderBy(i => i.Key).Select(i => i.Key).ToListAsync(ct);

    private Task<long> PositionAsync(StreamSource source, CancellationToken ct) =>
        db.LogStreamPositions.Where(p => p.StreamKey == stream.Key && p.IntegrationKey == source.IntegrationKey).Select(p => p.Position).FirstOrDefaultAsync(ct);

    private IQueryable<AuditEntry> Audit(long after) => db.AuditLog.AsNoTracking().Where(e => e.OrganizationKey == stream.OrganizationKey && e.Key > after).OrderBy(e => e.Key);

    private IQueryable<ProvisioningEntry> Writes(StreamSource source, long after) =>
        db.ProvisioningLog.AsNoTracking().Where(e => e.IntegrationKey == source.IntegrationKey && e.Key > after).OrderBy(e => e.Key);

    private async Task<LogStreamBatch?> AuditAsync(Guid organization, CancellationToken ct)
    {
        var rows = await Audit(await PositionAsync(StreamSource.Audit, ct)).Take(LogStreamBatch.MostEntries).ToListAsync(ct);
        var (lines, taken) = Cut(rows, entry => StreamedEntries.Of(entry, organization));
        return taken.Count == 0 ? null : new LogStreamBatch(StreamSource.Audit, taken[^1].Key, [], []) { Events = lines, At = taken[^1].At };
    }

    private async Task<LogStreamBatch?> WritesAsync(StreamSource source, Guid organization, CancellationToken ct)
    {
        var rows = await Writes(source, await PositionAsync(source, ct)).Take(LogStreamBatch.MostEntries).ToListAsync(ct);
        if (rows.Count == 0)
        {
            return null;
        }

        var integration = await IntegrationIdAsync(source.IntegrationKey, ct);
        var (lines, taken) = Cut(rows, entry => StreamedEntries.Of(entry, organization, integration, 0));
        return new LogStreamBatch(source, taken[^1].Key, [.. taken.Where(MayChange).Select(entry => Watch(entry, 1))], []) { Events = lines, At = taken[^1].At };
    }

    private async Task<LogStreamBatch?> ChangesAsync(Guid organization, CancellationToken ct)
    {
        var settledBefore = now - MayWaitAgain;
        var sent = await db.LogStreamWaiting.AsNoTracking().Where(w => w.StreamKey == stream.Key)
            .Join(db.ProvisioningLog.AsNoTracking(), w => w.EntryKey, e => e.Key, (w, e) => new { Before = w, Entry = e })
            .Where(r => r.Entry.Sync != r.Before.Sync || r.Entry.Status != r.Before.Status || (r.Entry.Sync == SyncState.Applied && r.Entry.SettledAt <= settledBefore))
            .OrderBy(r => r.Entry.Key).Take(LogStreamBatch.MostEntries).ToListAsync(ct);
        if (sent.Count == 0)
        {
            return null;
        }

        var over = sent.Where(r => r.Entry.Sync == r.Before.Sync && r.Entry.Status == r.Before.Status).Select(r => r.Entry.Key).ToList();
        var counts = sent.ToDictionary(r => r.Entry.Key, r => r.Before.Sent);
        var integrations = await db.Integrations.Where(i => i.OrganizationKey == stream.OrganizationKey).ToDictionaryAsync(i => i.Key, i => i.Id, ct);
        var (lines, taken) = Cut(
            [.. sent.Select(r => r.Entry).Where(entry => !over.Contains(entry.Key))],
            entry => StreamedEntries.Of(entry, organization, integrations.TryGetValue(entry.IntegrationKey, out var id) ? id : null, counts[entry.Key]));
        return new LogStreamBatch(
            StreamSource.Changes, 0, [.. taken.Where(MayChange).Select(entry => Watch(entry, counts[entry.Key] + 1))], [.. over, .. taken.Where(e => !MayChange(e)).Select(e => e.Key)])
        {
            Events = lines,
            At = sent[^1].Entry.At,
        };
    }

    private async Task<Guid?> IntegrationIdAsync(int key, CancellationToken ct) => await db.Integrations.Where(i => i.Key == key).Select(i => (Guid?)i.Id).FirstOrDefaultAsync(ct);

    private LogStreamWaiting Watch(ProvisioningEntry entry, int sent) => new() { StreamKey = stream.Key, EntryKey = entry.Key, Status = entry.Status, Sync = entry.Sync, Sent = sent };

    private bool MayChange(ProvisioningEntry entry) =>
        entry.Status < 400 && (entry.Sync != SyncState.Applied || (entry.SettlesWith is not null && entry.SettledAt > now - MayWaitAgain));

    /// <summary>As many as one batch has room for, at least one.</summary>
    private (IReadOnlyList<string> Lines, IReadOnlyList<T> Taken) Cut<T>(IReadOnlyList<T> rows, Func<T, StreamedEvent> of)
    {
        var (lines, bytes) = (new List<string>(), 0L);
        foreach (var row in rows)
        {
            var line = LogStreamBatch.Line(stream.Format, of(row));
            bytes += System.Text.Encoding.UTF8.GetByteCount(line);
            if (lines.Count > 0 && bytes > LogStreamBatch.MostBytes)
            {
                break;
            }

            lines.Add(line);
        }

        return (lines, [.. rows.Take(lines.Count)]);
    }
}
