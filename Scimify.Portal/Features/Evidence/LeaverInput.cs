using System.ComponentModel;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Which leavers to list.</summary>
public sealed record LeaverInput : PageInput
{
    [Description("Who was asked to leave at or after this time. Default: 90 days before to.")]
    public DateTimeOffset? From { get; init; }

    [Description("Who was asked to leave before this time. Default: now. Not in the future.")]
    public DateTimeOffset? To { get; init; }

    [Description("Only access to this integration's Looker.")]
    public Guid? Integration { get; init; }

    [Description("late: whose access did not end within 30 seconds. active: whose access has not ended. Default: all.")]
    public LeaverView? View { get; init; }

    /// <exception cref="ValidationFailedException">A moment is in the future, or the first is not before the second.</exception>
    public LeaverFilter ToFilter(TimeProvider clock)
    {
        var span = new AccessChangeInput { From = From, To = To }.ToFilter(clock);
        return new(span.From, span.To, Integration, View ?? LeaverView.All);
    }
}

/// <summary>The filters of the page, and of its export, as they are in the address.</summary>
internal sealed record LeaverAddress(string? From, string? To, string? Integration, string? View)
{
    public static LeaverAddress Of(HttpContext context) => new(context.Filter("from"), context.Filter("to"), context.Filter("integration"), context.Filter("view"));

    public LeaverFilter ToFilter(TimeProvider clock)
    {
        var span = new AccessChangeAddress(From, To, Integration, null).ToFilter(clock);
        return new(span.From, span.To, span.IntegrationId, UrlState.Word<LeaverView>(View) ?? LeaverView.All);
    }
}
