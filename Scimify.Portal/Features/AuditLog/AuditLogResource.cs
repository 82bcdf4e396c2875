using System.Text.Json;
using Scimify.Core.Audit;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>What somebody did in the console, the REST API or the command line.</summary>
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
