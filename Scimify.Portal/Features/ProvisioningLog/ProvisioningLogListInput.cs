using System.ComponentModel;
using Scimify.Core.Audit;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>Which entries of the provisioning log to list.</summary>
public sealed record ProvisioningLogListInput : CursorInput
{
    [Description("Only of this integration, which may be deleted.")]
    public Guid? Integration { get; init; }

    [Description("At or after this time.")]
    public DateTimeOffset? From { get; init; }

    [Description("Before this time.")]
    public DateTimeOffset? To { get; init; }

    [Description("What the request meant.")]
    public ProvisioningAction? Action { get; init; }

    [Description("success, failure, an HTTP status such as 409, or a sync state.")]
    public string? Status { get; init; }

    [Description("How far the write has got: applied, waiting, failed in Looker, or refused with an error.")]
    [Words(typeof(WriteOutcome), nameof(WriteOutcome.Names))]
    public string? Outcome { get; init; }

    [Description("Part of the name or externalId, or the complete SCIM ID or Scimify-Request-Id.")]
    public string? Q { get; init; }

    [Description("Only requests with this SCIM token.")]
    public Guid? Token { get; init; }

    [Description("The answer's Scimify-Request-Id.")]
    public Guid? RequestId { get; init; }

    /// <exception cref="ValidationFailedException">The status is not valid.</exception>
    public ProvisioningLogFilter ToFilter() => new()
    {
        IntegrationId = Integration,
        From = From,
        To = To,
        Action = Action,
        Status = Status is null ? null : LogStatus.Parse(Status)
            ?? throw ValidationFailedException.Of("status", $"must be success, failure, an HTTP status such as 409, or one of {string.Join(", ", SyncStates.Names)}."),
        Outcome = Outcome,
        Text = Q,
        TokenId = Token,
        RequestId = RequestId,
    };
}
