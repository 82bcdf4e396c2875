using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Audit;

namespace Scimify.Core.People;

/// <summary>Creates the audit entry for an actor's action. The caller adds it to the transaction of the action.</summary>
public static class ActorAudit
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="actor">Recorded by value.</param>
    /// <param name="at">The instant of the action.</param>
    /// <param name="action">A dotted verb, such as <c>token.revoke</c>.</param>
    /// <param name="subject">What it was done to.</param>
    /// <param name="before">Serialised as JSON; must not hold a secret. Null on creation.</param>
    /// <param name="after">Serialised as JSON; must not hold a secret. Null on deletion.</param>
    public static AuditEntry Audit(
        this Actor actor, DateTimeOffset at, string action, AuditSubject subject, object? before = null, object? after = null) => new()
    {
        Id = Guid.CreateVersion7(at),
        OrganizationKey = actor.OrganizationKey,
        At = at,
        ActorKind = actor.Kind,
        ActorId = actor.Id,
        ActorName = actor.Name,
        SourceAddress = actor.SourceAddress,
        Action = action,
        SubjectKind = subject.Kind,
        SubjectId = subject.Id,
        SubjectName = subject.Name,
        Before = before is null ? null : JsonSerializer.Serialize(before, Json),
        After = after is null ? null : JsonSerializer.Serialize(after, Json),
    };
}

/// <summary>The subject of an action, by value, so that the record outlives it.</summary>
/// <param name="Kind">Such as <c>scimToken</c>, <c>integration</c> or <c>person</c>.</param>
/// <param name="Id">UUID in its text form.</param>
/// <param name="Name">What people call it.</param>
public sealed record AuditSubject(string Kind, string? Id, string Name);
