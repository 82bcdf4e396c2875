using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Shared.Logs;

/// <summary>An organization's provisioning log, newest first, including the entries of deleted integrations.</summary>
public sealed class ProvisioningLogQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>So many entries with the sought name are taken from the index one by one. More are so many that a page of them is found quickly in the log.</summary>
    private const int MostSought = 500;

    private const int MostTokens = 100;

    private static readonly TimeSpan UsesAreNotedWithin = TimeSpan.FromMinutes(10);

    /// <summary>A text that more resources have had is no name.</summary>
    private const int MostNamed = 50;

    public async Task<CursorPage<LoggedWrite>> RunAsync(Actor actor, ProvisioningLogFilter filter, CursorRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await Shown(db, (await FilteredAsync(db, actor, filter, ct)).Where(e => e.Key < part.Below).OrderByDescending(e => e.Key).Take(part.Size + 1)).ToListAsync(ct);
        return part.Cut(rows, row => row.Entry.Key);
    }

    /// <summary>How many entries are newer than one that is shown.</summary>
    /// <param name="most">Counting ends here.</param>
    public async Task<int> CountAboveAsync(Actor actor, ProvisioningLogFilter filter, long key, int most, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await (await FilteredAsync(db, actor, filter, ct)).Where(e => e.Key > key).Take(most).CountAsync(ct);
    }

    internal static async Task<IQueryable<ProvisioningEntry>> FilteredAsync(ScimifyContext db, Actor actor, ProvisioningLogFilter filter, CancellationToken ct)
    {
        var log = db.ProvisioningLog.Where(e => e.OrganizationKey == actor.OrganizationKey);
        if (filter.IntegrationId is { } integration)
        {
            var key = await db.Integrations.Where(i => i.Id == integration && i.OrganizationKey == actor.OrganizationKey).Select(i => i.Key).FirstOrDefaultAsync(ct);
            log = log.Where(e => e.IntegrationKey == key);    // 0, which nothing has, for another organization's
        }

        if (filter.TokenId is { } token)
        {
            filter = await WithinLifeAsync(db, filter, token, ct);
        }

        // Both ends of the period are looked for in the whole log: with one of them as a condition, each step to the other would read up to it.
        var whole = log;
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

        return await SoughtAsync(db, actor, filter.Narrow(log), filter, ct);
    }

    /// <summary>A token that is used no more has all its entries before its last use, so that nobody has to look for them after it.</summary>
    private static async Task<ProvisioningLogFilter> WithinLifeAsync(ScimifyContext db, ProvisioningLogFilter filter, Guid token, CancellationToken ct)
    {
        var life = await db.ScimTokens.Where(t => t.Id == token).Select(t => new { t.CreatedAt, t.LastUsedAt }).FirstOrDefaultAsync(ct)
            ?? await db.OAuthClients.Where(c => c.Id == token).Select(c => new { c.CreatedAt, c.LastUsedAt }).FirstOrDefaultAsync(ct);
        return life is not { LastUsedAt: { } last } ? filter : filter with
        {
            From = filter.From > life.CreatedAt ? filter.From : life.CreatedAt,
            To = filter.To < last + UsesAreNotedWithin ? filter.To : last + UsesAreNotedWithin,
        };
    }

    /// <summary>What is sought by text or ID. Whatever has ever had the name is found under all its names.</summary>
    private static async Task<IQueryable<ProvisioningEntry>> SoughtAsync(ScimifyContext db, Actor actor, IQueryable<ProvisioningEntry> log, ProvisioningLogFilter filter, CancellationToken ct)
    {
        if (ScimText.Sought(filter.Text) is not { } text)
        {
            return log;
        }

        if (filter.SoughtId is { } id)
        {
            var keys = log.Where(e => e.ScimId == id).Select(e => e.Key).Union(log.Where(e => e.RequestId == id).Select(e => e.Key));
            if (await keys.AnyAsync(ct))
            {
                return log.Where(e => keys.Contains(e.Key));
            }
        }

        // In the order of an index that has all of this, so that the log itself is not read.
        var named = await db.ProvisioningLog.Where(e => e.OrganizationKey == actor.OrganizationKey && e.SearchText.Contains(text))
            .OrderBy(e => e.SearchText).ThenBy(e => e.ScimId).Take(MostSought + 1).Select(e => new { e.Key, e.ScimId }).ToListAsync(ct);
        var resources = named.Where(e => e.ScimId is not null).Select(e => e.ScimId!.Value).Distinct().Take(MostNamed).ToList();
        if (named.Count > MostSought)
        {
            return log.Where(e => e.SearchText.Contains(text) || (e.ScimId != null && resources.Contains(e.ScimId.Value)));
        }

        var own = named.ConvertAll(e => e.Key);
        var sought = log.Where(e => own.Contains(e.Key)).Select(e => e.Key).Union(log.Where(e => e.ScimId != null && resources.Contains(e.ScimId.Value)).Select(e => e.Key));
        return log.Where(e => sought.Contains(e.Key));
    }

    /// <summary>The tokens and OAuth clients that the log can be filtered by, those that are not revoked first.</summary>
    /// <param name="integrationId">Null for those of the whole organization.</param>
    public async Task<IReadOnlyList<LogToken>> TokensAsync(Actor actor, Guid? integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.ScimTokens.Select(t => new { t.Id, t.Description, t.OrganizationKey, t.IntegrationKey, t.RevokedAt, t.CreatedAt })
            .Concat(db.OAuthClients.Select(c => new { c.Id, Description = c.Name, c.OrganizationKey, c.IntegrationKey, c.RevokedAt, c.CreatedAt }))
            .Where(t => t.OrganizationKey == actor.OrganizationKey && (integrationId == null || db.Integrations.Any(i => i.Key == t.IntegrationKey && i.Id == integrationId)))
            .OrderBy(t => t.RevokedAt != null).ThenByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Take(MostTokens)
            .Select(t => new LogToken(t.Id, t.Description)).ToListAsync(ct);
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

public sealed record LogToken(Guid Id, string Name);
