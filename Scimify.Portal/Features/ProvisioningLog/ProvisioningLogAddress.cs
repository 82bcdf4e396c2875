using Scimify.Core.Audit;
using Scimify.Core.Errors;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The filters in the address of the page, which are those of its export. Null means any, and nonsense does too.</summary>
/// <param name="From">With <paramref name="To"/>, in place of a period.</param>
public sealed record ProvisioningLogAddress(string? Period, string? Status, string? Action, string? Text, string? From, string? To)
{
    private static readonly ProvisioningLogAddress Empty = new(null, null, null, null, null, null);

    public string? ResourceType { get; init; }

    public string? Token { get; init; }

    public string? SourceAddress { get; init; }

    public string? ErrorType { get; init; }

    public string? ErrorCode { get; init; }

    public string? Tolerated { get; init; }

    public bool IsFiltered => this != Empty && this != Empty with { Period = "all" };

    internal static ProvisioningLogAddress Of(HttpContext context) => new(
        context.Filter("period"), context.Filter("status"), context.Filter("action"), context.Filter("q"), context.Filter("from"), context.Filter("to"))
    {
        ResourceType = context.Filter("resourceType"),
        Token = context.Filter("token"),
        SourceAddress = context.Filter("sourceAddress"),
        ErrorType = context.Filter("errorType"),
        ErrorCode = context.Filter("errorCode"),
        Tolerated = context.Filter("tolerated"),
    };

    /// <param name="integration">Null for the log of the organization.</param>
    public ProvisioningLogFilter ToFilter(Guid? integration, TimeProvider clock) => new()
    {
        IntegrationId = integration,
        From = Times.OfKey(From) ?? Shared.Logs.Period.Of(Period).Since(clock),
        To = Times.OfKey(To),
        Action = UrlState.Word<ProvisioningAction>(Action),
        Outcome = Status,
        Text = Text,
        ResourceType = ResourceType,
        TokenId = Uuids.TryParse(Token, out var token) ? token : null,
        SourceAddress = SourceAddress,
        ErrorType = ErrorType,
        ErrorCode = ErrorCodes.Find(ErrorCode)?.Name,
        Tolerated = bool.TryParse(Tolerated, out var tolerated) ? tolerated : null,
    };
}
