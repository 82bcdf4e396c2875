using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>The filters of the page, and of its export, as they are in the address.</summary>
internal sealed record AccessAddress(string? At, string? Integration, string? Text, string? View)
{
    public static AccessAddress Of(HttpContext context) => new(context.Filter("at"), context.Filter("integration"), context.Filter("q"), context.Filter("view"));

    public AccessFilter ToFilter(TimeProvider clock) => new(
        EvidenceTime.Of(At, clock.GetUtcNow()), Uuids.TryParse(Integration, out var id) ? id : null, Text, UrlState.Word<AccessView>(View) ?? AccessView.Had);
}
