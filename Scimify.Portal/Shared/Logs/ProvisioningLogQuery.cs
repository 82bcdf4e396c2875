using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Logs;

/// <summary>An organization's provisioning log, newest first, including the entries of deleted integrations.</summary>
public sealed class ProvisioningLogQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<CursorPage<LoggedWrite>> RunAsync(Actor actor, ProvisioningLogFilter filter, CursorRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var log = db.ProvisioningLog.Where(e => e.OrganizationKey == actor.OrganizationKey);
        if (filter.IntegrationId is { } integration)
        {
            var key = await db.Integrations.Where(i => i.Id == integration && i.OrganizationKey == actor.OrganizationKey).Select(i => i.Key).FirstOrDefaultAsync(ct);
            log = log.Where(e => e.IntegrationKey == key);    // 0, which nothing has, for another organization's
        }

        if (filter.From is { } from)
        {
            var first = await KeyAtTime.FirstAsync(log, e => e.Key, e => new LogPoint(e.Key, e.At), from, ct);
            log = log.Where(e => e.Key >= first && e.At >= from);
        }

        var rows = await Shown(db, filter.Narrow(log).Where(e => e.Key < part.Below).OrderByDescending(e => e.Key).Take(part.Size + 1)).ToListAsync(ct);
        return part.Cut(rows, row => row.Entry.Key);
    }

    /// <exception cref="NotFoundException">This organization's log has no such request.</exception>
    public async Task<LoggedWriteDetail> FindAsync(Actor actor, Guid requestId, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var write = await Shown(db, db.ProvisioningLog.Where(e => e.RequestId == requestId && e.OrganizationKey == actor.OrganizationKey)).SingleOrDefaultAsync(ct)
            ?? throw new NotFoundException($"Request with id {requestId} not found");
        var calls = await db.LookerEffects
            .Where(e => e.RequestId == requestId && e.IntegrationKey == write.Entry.IntegrationKey)
            .OrderBy(e => e.Key)
            .ToListAsync(ct);
        return new LoggedWriteDetail(write, calls);
    }

    private static IQueryable<LoggedWrite> Shown(ScimifyContext db, IQueryable<ProvisioningEntry> entries) =>
        from e in entries
        join i in db.Integrations on e.IntegrationKey equals i.Key into named
        from i in named.DefaultIfEmpty()
        orderby e.Key descending
        select new LoggedWrite(e, (Guid?)i!.Id, i.Name ?? "");
}

/// <param name="IntegrationId">Null if the write reached no integration.</param>
/// <param name="IntegrationName">Then empty.</param>
public sealed record LoggedWrite(ProvisioningEntry Entry, Guid? IntegrationId, string IntegrationName);

/// <param name="Calls">The calls to Looker that it caused, in order.</param>
public sealed record LoggedWriteDetail(LoggedWrite Write, IReadOnlyList<LookerEffect> Calls);
