using System.ComponentModel;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Between which moments to compare.</summary>
public sealed record AccessChangeInput : SpanInput
{
    [Description("Only access to this integration's Looker.")]
    public Guid? Integration { get; init; }

    [Description("gained and lost: of the access itself. groups: memberships. roles: roles, through groups or of accounts' own. byHand: what somebody changed in Looker. Default: all.")]
    public AccessChangeView? View { get; init; }

    /// <exception cref="ValidationFailedException">A moment is in the future, or the first is not before the second.</exception>
    public AccessChangeFilter ToFilter(TimeProvider clock)
    {
        var (from, to) = Span(clock);
        return new(from, to, Integration, View ?? AccessChangeView.All);
    }
}

/// <summary>The filters of the page, and of its export, as they are in the address.</summary>
internal sealed record AccessChangeAddress(string? From, string? To, string? Integration, string? View)
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(90);

    public static AccessChangeAddress Of(HttpContext context) => new(context.Filter("from"), context.Filter("to"), context.Filter("integration"), context.Filter("view"));

    public static DateTimeOffset DefaultFrom(DateTimeOffset to) => to - DateTimeOffset.UnixEpoch > Usual ? to - Usual : DateTimeOffset.UnixEpoch;

    /// <summary>Two dates in the wrong order are put in order.</summary>
    public AccessChangeFilter ToFilter(TimeProvider clock)
    {
        var to = EvidenceTime.Of(To, clock.GetUtcNow());
        var from = From is null ? DefaultFrom(to) : EvidenceTime.Of(From, clock.GetUtcNow());
        return new(from < to ? from : to, from < to ? to : from, Uuids.TryParse(Integration, out var id) ? id : null, UrlState.Word<AccessChangeView>(View) ?? AccessChangeView.All);
    }
}
