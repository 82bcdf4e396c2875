using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Streams;

namespace Scimify.Core.Persistence.Streams;

/// <summary>
/// Reads what a stream has not got. Entries of one integration's provisioning log, and of one organization's audit log, get their keys
/// under a lock that lasts until the commit. So no entry appears later before one that was read, also if several servers write.
/// </summary>
internal sealed class LogStreamReader(ScimifyContext db, LogStream stream)
{
    public async Task<IReadOnlyList<StreamSource>> SourcesAsync(CancellationToken ct) =>
    [
        .. stream.Logs.HasFlag(StreamedLogs.Provisioning)
            ? (await IntegrationKeysAsync(ct)).SelectMany(key => (StreamSource[])[new(key, IsChanges: true), new(key)])
            : Array.Empty<StreamSource>(),
        .. stream.Logs.HasFlag(StreamedLogs.Audit) ? [StreamSource.Audit] : Array.Empty<StreamSource>(),
    ];

    public async Task<LogStreamBatch?> ReadAsync(StreamSource source, CancellationToken ct)
    {
        var organization = await db.Organizations.Where(o => o.Key == stream.OrganizationKey).Select(o => o.Id).SingleAsync(ct);
        return source == StreamSource.Audit ? await AuditAsync(organization, ct)
            : source.IsChanges ? await ChangesAsync(source, organization, ct)
            : await WritesAsync(source, organization, ct);
    }

    /// <summary>Whether <see cref="ReadAsync"/> would find something.</summary>
    public async Task<bool> HasMoreAsync(StreamSource source, CancellationToken ct)
    {
        if (source.IsChanges)
        {
            return await Changed(source).AnyAsync(ct);
        }

        var position = await PositionAsync(source, ct);
        return source == StreamSource.Audit ? await Audit(position).AnyAsync(ct) : await Writes(source, position).AnyAsync(ct);
    }

    /// <summary>How many entries of the source were not sent, at most so many, and when the oldest of them was written.</summary>
    public async Task<(int Count, DateTimeOffset? Oldest)> BehindAsync(StreamSource source, int most, CancellationToken ct)
    {
        if (source.IsChanges)
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

    private IQueryable<SentEntry> Changed(StreamSource source) =>
        db.LogStreamWaiting.AsNoTracking().Where(w => w.StreamKey == stream.Key && w.IntegrationKey == source.IntegrationKey)
            .Join(db.ProvisioningLog.AsNoTracking(), w => w.EntryKey, e => e.Key, (w, e) => new SentEntry { Before = w, Entry = e })
            .Where(r => r.Entry.Sync != r.Before.Sync || r.Entry.Status != r.Before.Status);

    private async Task<LogStreamBatch?> AuditAsync(Guid organization, CancellationToken ct)
    {
        var rows = await Audit(await PositionAsync(StreamSource.Audit, ct)).Take(LogStreamBatch.MostEntries).ToListAsync(ct);
        var (lines, taken) = Cut(rows, entry => StreamedEntries.Of(entry, organization));
        return taken.Count == 0 ? null : new LogStreamBatch(StreamSource.Audit, taken[^1].Key, []) { Events = lines, At = taken[^1].At };
    }

    private async Task<LogStreamBatch?> WritesAsync(StreamSource source, Guid organization, CancellationToken ct)
    {
        var rows = await Writes(source, await PositionAsync(source, ct)).Take(LogStreamBatch.MostEntries).ToListAsync(ct);
        if (rows.Count == 0)
        {
            return null;
        }

        return await OfAsync(source, rows, _ => 0, organization, ct);
    }

    private async Task<LogStreamBatch?> ChangesAsync(StreamSource source, Guid organization, CancellationToken ct)
    {
        var sent = await Changed(source).OrderBy(r => r.Entry.Key).Take(LogStreamBatch.MostEntries).ToListAsync(ct);
        var counts = sent.ToDictionary(r => r.Entry.Key, r => r.Before.Sent);
        return sent.Count == 0 ? null : await OfAsync(source, [.. sent.Select(r => r.Entry)], entry => counts[entry.Key], organization, ct);
    }

    private async Task<LogStreamBatch> OfAsync(StreamSource source, IReadOnlyList<ProvisioningEntry> rows, Func<ProvisioningEntry, int> sent, Guid organization, CancellationToken ct)
    {
        var integration = await IntegrationIdAsync(source.IntegrationKey, ct);
        var (lines, taken) = Cut(rows, entry => StreamedEntries.Of(entry, organization, integration, sent(entry)));
        return new LogStreamBatch(source, taken[^1].Key, [.. taken.Select(entry => StateOf(entry, sent(entry) + 1))]) { Events = lines, At = taken[^1].At };
    }

    private async Task<Guid?> IntegrationIdAsync(int key, CancellationToken ct) => await db.Integrations.Where(i => i.Key == key).Select(i => (Guid?)i.Id).FirstOrDefaultAsync(ct);

    private LogStreamWaiting StateOf(ProvisioningEntry entry, int sent) => new()
    {
        StreamKey = stream.Key, IntegrationKey = entry.IntegrationKey, EntryKey = entry.Key, Status = entry.Status, Sync = entry.Sync, Sent = sent,
    };

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

    /// <summary>An entry as it was sent, and as it is.</summary>
    private sealed class SentEntry
    {
        public required LogStreamWaiting Before { get; init; }

        public required ProvisioningEntry Entry { get; init; }
    }
}
