using System.ComponentModel;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Which movers to list.</summary>
public sealed record MoverInput : SpanInput
{
    [Description("Only access to this integration's Looker.")]
    public Guid? Integration { get; init; }

    [Description("kept: who joined a group and left none. attributes: whose mapped attributes changed. Default: all.")]
    public MoverView? View { get; init; }

    /// <exception cref="ValidationFailedException">A moment is in the future, or the first is not before the second.</exception>
    public MoverFilter ToFilter(TimeProvider clock)
    {
        var (from, to) = Span(clock);
        return new(from, to, Integration, View ?? MoverView.All);
    }
}

/// <summary>The filters of the page, and of its export, as they are in the address.</summary>
internal sealed record MoverAddress(string? From, string? To, string? Integration, string? View)
{
    public static MoverAddress Of(HttpContext context) => new(context.Filter("from"), context.Filter("to"), context.Filter("integration"), context.Filter("view"));

    public MoverFilter ToFilter(TimeProvider clock)
    {
        var span = new AccessChangeAddress(From, To, Integration, null).ToFilter(clock);
        return new(span.From, span.To, span.IntegrationId, UrlState.Word<MoverView>(View) ?? MoverView.All);
    }
}
