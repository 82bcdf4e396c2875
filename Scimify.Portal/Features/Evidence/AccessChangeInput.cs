using System.ComponentModel;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Between which moments to compare.</summary>
public sealed record AccessChangeInput : PageInput
{
    [Description("The first moment. Default: 90 days before the second.")]
    public DateTimeOffset? From { get; init; }

    [Description("The second moment. Default: now. Not in the future.")]
    public DateTimeOffset? To { get; init; }

    [Description("Only access to this integration's Looker.")]
    public Guid? Integration { get; init; }

    [Description("gained and lost: of the access itself. groups: memberships. byHand: what somebody changed in Looker. Default: all.")]
    public AccessChangeView? View { get; init; }

    /// <exception cref="ValidationFailedException">A moment is in the future, or the first is not before the second.</exception>
    public AccessChangeFilter ToFilter(TimeProvider clock)
    {
        var to = EvidenceTime.Require("to", To, clock.GetUtcNow());
        if (From >= to)
        {
            var errors = new FieldErrors();
            errors.Add("from", "must be before to.");
            throw errors.ToException();
        }

        return new(From ?? AccessChangeAddress.DefaultFrom(to), to, Integration, View ?? AccessChangeView.All);
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
