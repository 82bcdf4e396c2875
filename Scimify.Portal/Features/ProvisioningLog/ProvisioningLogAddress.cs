using Scimify.Core.Audit;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The filters in the address of the page, which are those of its export. Null means any, and nonsense does too.</summary>
/// <param name="From">With <paramref name="To"/>, in place of a period.</param>
public sealed record ProvisioningLogAddress(string? Period, string? Status, string? Action, string? Text, string? From, string? To)
{
    public bool IsFiltered => Period is not (null or "all") || Status is not null || Action is not null || Text is not null || From is not null || To is not null;

    internal static ProvisioningLogAddress Of(HttpContext context) => new(
        context.Filter("period"), context.Filter("status"), context.Filter("action"), context.Filter("q"), context.Filter("from"), context.Filter("to"));

    /// <param name="integration">Null for the log of the organization.</param>
    public ProvisioningLogFilter ToFilter(Guid? integration, TimeProvider clock) => new()
    {
        IntegrationId = integration,
        From = Times.OfKey(From) ?? Shared.Logs.Period.Of(Period).Since(clock),
        To = Times.OfKey(To),
        Action = UrlState.Word<ProvisioningAction>(Action),
        Outcome = Status,
        Text = Text,
    };
}
