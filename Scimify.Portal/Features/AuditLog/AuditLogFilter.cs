using Scimify.Core.Audit;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>The filter of the audit log in console and REST API. Null means any.</summary>
public sealed record AuditLogFilter
{
    /// <summary>At or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Such as <c>integration.update</c>; <c>integration.*</c> for all actions of a kind.</summary>
    public string? Action { get; init; }

    /// <summary>Such as <c>api</c>.</summary>
    public string? ActorKind { get; init; }

    public Guid? IntegrationId { get; init; }

    public Guid? TokenId { get; init; }

    /// <summary>Part of the actor's name, the subject's name or the action, or the complete ID of the subject.</summary>
    public string? Text { get; init; }

    /// <summary>Applies everything but the period, which decides where the log is read.</summary>
    public IQueryable<AuditEntry> Narrow(IQueryable<AuditEntry> log)
    {
        if (Action is { } action)
        {
            var kind = action.EndsWith(".*", StringComparison.Ordinal) ? action[..^1] : null;
            log = kind is null ? log.Where(e => e.Action == action) : log.Where(e => e.Action.StartsWith(kind));
        }

        if (ActorKind is { } actor)
        {
            log = log.Where(e => e.ActorKind == actor);
        }

        if (IntegrationId is { } integration)
        {
            var id = integration.ToString();
            log = log.Where(e => e.SubjectKind == "integration" && e.SubjectId == id);
        }

        if (TokenId is { } token)
        {
            var id = token.ToString();
            log = log.Where(e => e.SubjectKind == "scimToken" && e.SubjectId == id);
        }

        return ScimText.Sought(Text) is { } text
            ? log.Where(e => e.SearchText.Contains(text) || e.SubjectId == text)
            : log;
    }
}
