using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>One page of the audit log, newest first; and one entry.</summary>
public sealed class AuditLogQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    public const int PageSize = 50;

    public async Task<AuditPage> RunAsync(Actor actor, AuditFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var log = db.AuditLog.Where(e => e.OrganizationKey == actor.OrganizationKey);
        if (Period.Of(filter.Period).Length is { } length)
        {
            var from = clock.GetUtcNow() - length;
            var first = await KeyAtTime.FirstAsync(db.AuditLog, e => e.Key, e => new LogPoint(e.Key, e.At), from, ct);
            log = log.Where(e => e.Key >= first && e.At >= from);
        }

        if (filter.Subject is { } subject)
        {
            var prefix = subject + ".";
            log = log.Where(e => e.Action.StartsWith(prefix));
        }

        if (filter.Actor is { } kind)
        {
            log = log.Where(e => e.ActorKind == kind);
        }

        if (ScimText.Sought(filter.Text) is { } text)
        {
            log = log.Where(e => e.SearchText.Contains(text) || e.SubjectId == text);
        }

        if (filter.Before is { } before)
        {
            log = log.Where(e => e.Key < before);
        }

        var rows = await log.OrderByDescending(e => e.Key).Take(PageSize + 1)
            .Select(e => new AuditRow(e.Key, e.Id, e.At, e.ActorKind, e.ActorName, e.SourceAddress, e.Action, e.SubjectKind, e.SubjectName))
            .ToListAsync(ct);
        var hasOlder = rows.Count > PageSize;
        return new AuditPage(hasOlder ? rows[..PageSize] : rows, hasOlder ? rows[PageSize - 1].Key : null);
    }

    /// <exception cref="NotFoundException">Not in this organization's log.</exception>
    public async Task<AuditEntry> FindAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.AuditLog.FirstOrDefaultAsync(e => e.Id == id && e.OrganizationKey == actor.OrganizationKey, ct)
            ?? throw new NotFoundException("The audit log has no such entry.");
    }
}

/// <param name="Subject">First word of the action, such as <c>token</c>.</param>
/// <param name="Actor">Kind of actor.</param>
/// <param name="Before">Key of the last row of the page before.</param>
public sealed record AuditFilter(string? Period, string? Subject, string? Actor, string? Text, long? Before)
{
    public static readonly IReadOnlyList<(string Key, string Text)> Subjects =
    [
        ("", "Everything"), ("integration", "Integrations"), ("token", "SCIM tokens"), ("link", "Users and groups"), ("person", "People"), ("personalAccessToken", "Personal access tokens"), ("tokenPolicy", "Token policy"),
    ];

    public static readonly IReadOnlyList<(string Key, string Text)> Actors =
    [
        ("", "Everybody"), ("person", "Console"), ("api", "REST API"), ("cli", "Command line"), ("system", "Scimify itself"),
    ];

    public bool IsAny => Period is not (null or "all") || Subject is not null || Actor is not null || Text is not null;
}

/// <param name="OlderBefore">Where the next page begins; null on the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, long? OlderBefore);

public sealed record AuditRow(
    long Key, Guid Id, DateTimeOffset At, string ActorKind, string ActorName, string? SourceAddress, string Action, string SubjectKind, string SubjectName);
