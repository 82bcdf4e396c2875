using System.ComponentModel;
using Scimify.Core.Audit;
using Scimify.Core.Errors;
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

    [Description("1h, 24h, 7d or 30d: everything since then, in place of from.")]
    [Words(typeof(Period), nameof(Shared.Logs.Period.Names))]
    public string? Period { get; init; }

    [Description("What the request meant.")]
    public ProvisioningAction? Action { get; init; }

    [Description("success, failure, an HTTP status such as 409, or a sync state.")]
    public string? Status { get; init; }

    [Description("How far the write has got: applied, waiting, failed in Looker, or refused with an error.")]
    [Words(typeof(WriteOutcome), nameof(WriteOutcome.Names))]
    public string? Outcome { get; init; }

    [Description("Part of the name or externalId, also of another name that the same resource had or has, or the complete SCIM ID or Scimify-Request-Id.")]
    public string? Q { get; init; }

    [Description("Only requests with this SCIM token.")]
    public Guid? Token { get; init; }

    [Description("User or Group.")]
    [Words(typeof(ResourceTypes), nameof(ResourceTypes.Names))]
    public string? ResourceType { get; init; }

    [Description("The complete IP address that the request came from.")]
    public string? SourceAddress { get; init; }

    [Description("The scimType of a refusal, such as uniqueness.")]
    public string? ErrorType { get; init; }

    [Description("A code of docs/errors.md, such as LOOKER_ADDRESS_TAKEN: why it was refused, or why it failed in Looker.")]
    [Words(typeof(ErrorCodes), nameof(ErrorCodes.Names))]
    public string? ErrorCode { get; init; }

    [Description("Whether something was accepted beyond the RFC.")]
    public bool? Tolerated { get; init; }

    [Description("The answer's Scimify-Request-Id.")]
    public Guid? RequestId { get; init; }

    /// <exception cref="ValidationFailedException">The status is not valid, or there are two beginnings.</exception>
    public ProvisioningLogFilter ToFilter(TimeProvider clock) => new()
    {
        IntegrationId = Integration,
        From = Period is null ? From
            : From is null ? Shared.Logs.Period.Of(Period).Since(clock)
            : throw ValidationFailedException.Of("period", "must not be given together with from."),
        To = To,
        Action = Action,
        Status = Status is null ? null : LogStatus.Parse(Status)
            ?? throw ValidationFailedException.Of("status", $"must be success, failure, an HTTP status such as 409, or one of {string.Join(", ", SyncStates.Names)}."),
        Outcome = Outcome,
        Text = Q,
        TokenId = Token,
        RequestId = RequestId,
        ResourceType = ResourceType,
        SourceAddress = SourceAddress,
        ErrorType = ErrorType,
        ErrorCode = ErrorCode,
        Tolerated = Tolerated,
    };
}
