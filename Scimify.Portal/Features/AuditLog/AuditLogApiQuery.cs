using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>What somebody did in console, REST API or command line.</summary>
/// <param name="ActorKind"><c>person</c>, <c>api</c>, <c>cli</c> or <c>system</c>.</param>
/// <param name="SourceAddress">Null for the command line.</param>
/// <param name="Before">The subject without secrets; null on creation.</param>
/// <param name="After">The subject without secrets; null on deletion.</param>
public sealed record AuditLogResource(
    Guid Uuid,
    DateTimeOffset At,
    string ActorKind,
    Guid? ActorUuid,
    string ActorName,
    string? SourceAddress,
    string Action,
    string SubjectKind,
    string? SubjectId,
    string SubjectName,
    JsonElement? Before,
    JsonElement? After)
{
    internal static AuditLogResource Of(AuditEntry entry) => new(
        entry.Id, entry.At, entry.ActorKind, entry.ActorId, entry.ActorName, entry.SourceAddress, entry.Action,
        entry.SubjectKind, entry.SubjectId, entry.SubjectName, Parse(entry.Before), Parse(entry.After));

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}

/// <summary>The audit log of an organization, newest first.</summary>
public sealed class AuditLogApiQuery(IDbContextFactory<ScimifyContext> contexts)
{
    internal async Task<LogPage<AuditLogResource>> RunAsync(int organizationKey, QueryInput query, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var size = PageRequest.Of(query).Size;
        var rows = await Filtered(db, organizationKey, query).OrderByDescending(e => e.Key).Take(size + 1).ToListAsync(ct);
        return new LogPage<AuditLogResource>(
            [.. rows.Take(size).Select(AuditLogResource.Of)],
            rows.Count > size ? LogCursor.Before(rows[size - 1].Key) : null);
    }

    private static IQueryable<AuditEntry> Filtered(ScimifyContext db, int organizationKey, QueryInput query)
    {
        var before = LogCursor.Parse(query.Text("cursor"));
        var entries = db.AuditLog.Where(e => e.OrganizationKey == organizationKey && e.Key < before);
        if (query.Time("from") is { } from)
        {
            entries = entries.Where(e => e.At >= from);
        }

        if (query.Time("to") is { } to)
        {
            entries = entries.Where(e => e.At < to);
        }

        if (query.Text("action") is { } action)
        {
            var kind = action.EndsWith(".*", StringComparison.Ordinal) ? action[..^1] : null;
            entries = kind is null ? entries.Where(e => e.Action == action) : entries.Where(e => e.Action.StartsWith(kind));
        }

        if (query.Uuid("integration") is { } integration)
        {
            var id = integration.ToString();
            entries = entries.Where(e => e.SubjectKind == "integration" && e.SubjectId == id);
        }

        if (query.Uuid("token") is { } token)
        {
            var id = token.ToString();
            entries = entries.Where(e => e.SubjectKind == "scimToken" && e.SubjectId == id);
        }

        if (ScimText.Sought(query.Text("q")) is { } text)
        {
            entries = entries.Where(e => e.SearchText.Contains(text));
        }

        return entries;
    }
}
