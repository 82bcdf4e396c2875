using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>An organization's audit log, newest first, or one entry of it.</summary>
public sealed class AuditLogQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<CursorPage<AuditEntry>> RunAsync(Actor actor, AuditLogFilter filter, CursorRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var whole = db.AuditLog.Where(e => e.OrganizationKey == actor.OrganizationKey);
        var log = whole;
        if (filter.From is { } from)
        {
            var first = await KeyAtTime.FirstAsync(whole, e => e.Key, e => new LogPoint(e.Key, e.At), from, ct);
            log = log.Where(e => e.Key >= first && e.At >= from);
        }

        if (filter.To is { } to)
        {
            var end = await KeyAtTime.EndAsync(whole, e => e.Key, e => new LogPoint(e.Key, e.At), to, ct);
            log = log.Where(e => e.Key < end && e.At < to);
        }

        var rows = await filter.Narrow(log).Where(e => e.Key < part.Below).OrderByDescending(e => e.Key).Take(part.Size + 1).ToListAsync(ct);
        return part.Cut(rows, row => row.Key);
    }

    /// <exception cref="NotFoundException">This organization's log has no such entry.</exception>
    public async Task<AuditEntry> FindAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.AuditLog.FirstOrDefaultAsync(e => e.Id == id && e.OrganizationKey == actor.OrganizationKey, ct)
            ?? throw new NotFoundException("The audit log has no such entry.");
    }
}
