using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Streams;

namespace Scimify.Core.Persistence.Streams;

internal sealed class LogStreamStore(ScimifyDatabase database, TimeProvider clock) : ILogStreamStore
{
    public async Task<LogStream?> FindAsync(int organizationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.LogStreams.AsNoTracking().SingleOrDefaultAsync(s => s.OrganizationKey == organizationKey && s.Id == id, ct);
    }

    public Task<bool> AddAsync(LogStream stream, int most, bool fromNow, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (db.LogStreams.Count(s => s.OrganizationKey == stream.OrganizationKey && s.Target == LogStreamTarget.Webhook) >= most)
            {
                return false;
            }

            db.LogStreams.Add(stream);
            db.SaveChanges();
            if (fromNow)
            {
                LogStreamStatements.SkipToNow(session, stream);
            }

            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<LogStream?> ChangeAsync(int organizationKey, Guid id, Func<LogStream, AuditEntry> change, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var stream = session.Context.LogStreams.SingleOrDefault(s => s.OrganizationKey == organizationKey && s.Id == id && s.Target == LogStreamTarget.Webhook);
            if (stream is not null)
            {
                session.AppendAudit(change(stream));
            }

            return stream;
        },
        ct);

    public Task<bool> DeleteAsync(int organizationKey, Guid id, Func<LogStream, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (db.LogStreams.SingleOrDefault(s => s.OrganizationKey == organizationKey && s.Id == id && s.Target == LogStreamTarget.Webhook) is not { } stream)
            {
                return false;
            }

            db.LogStreams.Remove(stream);
            session.AppendAudit(audit(stream));
            return true;
        },
        ct);

    public async Task EnsureAsync(LogStreamTarget target, LogStreamFormat format, CancellationToken ct)
    {
        List<int> missing;
        await using (var db = database.CreateDbContext())
        {
            missing = await db.Organizations.Where(o => !db.LogStreams.Any(s => s.OrganizationKey == o.Key && s.Target == target && s.Format == format)).Select(o => o.Key).ToListAsync(ct);
        }

        var now = clock.GetUtcNow();
        foreach (var organization in missing)
        {
            await database.WriteAsync(session => LogStreamStatements.Ensure(session, organization, target, format, now), ct);
        }
    }

    public async Task<IReadOnlyList<LogStream>> DueAsync(IReadOnlyCollection<LogStreamTarget> targets, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var db = database.CreateDbContext();
        return await db.LogStreams.AsNoTracking().Where(s => s.NotBefore <= now && targets.Contains(s.Target)).OrderBy(s => s.Key).ToListAsync(ct);
    }

    public async Task<bool> HasMoreAsync(LogStream stream, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var reader = new LogStreamReader(db, stream);
        foreach (var source in await reader.SourcesAsync(ct))
        {
            if (await reader.HasMoreAsync(source, ct))
            {
                return true;
            }
        }

        return false;
    }

    public async Task<IReadOnlyList<StreamSource>> SourcesAsync(LogStream stream, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await new LogStreamReader(db, stream).SourcesAsync(ct);
    }

    public async Task<LogStreamBatch?> ReadAsync(LogStream stream, StreamSource source, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await new LogStreamReader(db, stream).ReadAsync(source, ct);
    }

    public async Task<LogStreamBehind> BehindAsync(LogStream stream, int most, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var reader = new LogStreamReader(db, stream);
        var (count, oldest) = (0, (DateTimeOffset?)null);
        foreach (var source in await reader.SourcesAsync(ct))
        {
            var (more, first) = await reader.BehindAsync(source, most - count, ct);
            (count, oldest) = (count + more, first < oldest || oldest is null ? first ?? oldest : oldest);
        }

        return new LogStreamBehind(count, oldest);
    }

    public Task<bool> ClaimAsync(LogStream stream, DateTimeOffset until, CancellationToken ct) => database.WriteAsync(
        session => LogStreamStatements.Claim(session, stream, until), ct);

    /// <summary>While a position moves on, nobody changes an entry of its integration, so each change is either seen here or finds the position.</summary>
    public Task<bool> AdvanceAsync(LogStream stream, LogStreamBatch batch, DateTimeOffset until, CancellationToken ct)
    {
        return batch.Source == StreamSource.Audit ? database.WriteAsync(Advance, ct) : database.WriteAsync(batch.Source.IntegrationKey, Advance, ct);

        bool Advance(WriteSession session) => LogStreamStatements.Advance(session, stream, batch, clock.GetUtcNow(), until);
    }

    public Task FailAsync(LogStream stream, string problem, DateTimeOffset again, CancellationToken ct) => database.WriteAsync(
        session => LogStreamStatements.Fail(session, stream, problem, clock.GetUtcNow(), again), ct);

    public Task ReleaseAsync(LogStream stream, CancellationToken ct) => database.WriteAsync(
        session => LogStreamStatements.Release(session, stream, clock.GetUtcNow()), ct);
}
