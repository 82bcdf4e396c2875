using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>One page of the provisioning log, newest first.</summary>
public sealed class ProvisioningLogQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <exception cref="NotFoundException">The filter names an integration that this organization does not have.</exception>
    public async Task<LogPage> RunAsync(Actor actor, LogFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        var integration = filter.IntegrationId is { } id ? await integrations.GetAsync(actor, id, ct) : null;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = db.ProvisioningLog.Where(e => e.OrganizationKey == actor.OrganizationKey);
        var log = integration is null ? all : all.Where(e => e.IntegrationKey == integration.Key);
        if (Period.Of(filter.Period).Length is { } length)
        {
            var from = clock.GetUtcNow() - length;
            var first = await KeyAtTime.FirstAsync(db.ProvisioningLog, e => e.Key, e => new LogPoint(e.Key, e.At), from, ct);
            log = log.Where(e => e.Key >= first && e.At >= from);
        }

        log = Matching(Outcome.Where(log, filter.Outcome), filter);
        if (filter.Before is { } before)
        {
            log = log.Where(e => e.Key < before);
        }

        var rows = await log.OrderByDescending(e => e.Key).Take(PageSize + 1)
            .Select(e => new LogRow(
                e.Key, e.RequestId, e.At, e.DurationMs, e.Action, e.ResourceType, e.Name, e.ExternalId, e.Status, e.Sync, e.SettledAt, e.Detail, e.TokenName,
                db.Integrations.Where(i => i.Key == e.IntegrationKey).Select(i => i.Name).FirstOrDefault() ?? ""))
            .ToListAsync(ct);
        var hasOlder = rows.Count > PageSize;
        return new LogPage(integration, hasOlder ? rows[..PageSize] : rows, hasOlder ? rows[PageSize - 1].Key : null);
    }

    private static IQueryable<ProvisioningEntry> Matching(IQueryable<ProvisioningEntry> log, LogFilter filter)
    {
        if (filter.ParsedAction is { } action)
        {
            log = log.Where(e => e.Action == action);
        }

        if (Guid.TryParse(filter.Text, out var id))
        {
            return log.Where(e => e.RequestId == id || e.ScimId == id);
        }

        return ScimText.Sought(filter.Text) is { } text
            ? log.Where(e => e.SearchText.Contains(text))
            : log;
    }
}

/// <param name="Integration">Null for the log of the whole organization.</param>
/// <param name="OlderBefore">Where the next page begins; null on the last one.</param>
public sealed record LogPage(IntegrationView? Integration, IReadOnlyList<LogRow> Rows, long? OlderBefore);

public sealed record LogRow(
    long Key,
    Guid RequestId,
    DateTimeOffset At,
    double DurationMs,
    ProvisioningAction Action,
    string? ResourceType,
    string? Name,
    string? ExternalId,
    int Status,
    SyncState Sync,
    DateTimeOffset? SettledAt,
    string? Detail,
    string? TokenName,
    string IntegrationName)
{
    public Outcome Outcome => Outcome.Of(Status, Sync, SettledAt is not null);

    /// <summary>
    /// Milliseconds from the request's arrival until Looker had it, or until it had failed or was refused; null while it waits.
    /// </summary>
    public double? TookMs => Outcome.Key == Outcome.Waiting ? null : Math.Max(DurationMs, (SettledAt - At)?.TotalMilliseconds ?? 0);

    public bool IsWaiting => Outcome.Key == Outcome.Waiting && Sync == SyncState.Pending;
}
