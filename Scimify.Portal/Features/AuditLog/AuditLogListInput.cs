using System.ComponentModel;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>Which entries of the audit log to list.</summary>
public sealed record AuditLogListInput : CursorInput
{
    [Description("Only what was done to this integration.")]
    public Guid? Integration { get; init; }

    [Description("At or after this time.")]
    public DateTimeOffset? From { get; init; }

    [Description("Before this time.")]
    public DateTimeOffset? To { get; init; }

    [Description("Such as integration.update; integration.* for all of a kind.")]
    public string? Action { get; init; }

    [Description("Part of the actor's name, the subject's name or the action, or the complete ID of the subject.")]
    public string? Q { get; init; }

    [Description("Only what was done to this SCIM token.")]
    public Guid? Token { get; init; }

    public AuditLogFilter ToFilter() => new()
    {
        From = From,
        To = To,
        Action = Action,
        IntegrationId = Integration,
        TokenId = Token,
        Text = Q,
    };
}
