using Scimify.Core.People;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Access on a date and its changes, for console, REST API and command line.</summary>
internal static class AccessExport
{
    public static Export<AccessLine> ToExport(this AccessQuery access, Actor actor, AccessFilter filter) =>
        new(actor, "Access on a date", "access", filter, access.AllAsync(actor, filter));

    public static Export<AccessChangeLine> ToExport(this AccessChangeQuery changes, Actor actor, AccessChangeFilter filter) =>
        new(actor, "Changes of access", "access-changes", filter, changes.AllAsync(actor, filter));

    public static Export<LeaverLine> ToExport(this LeaverReportQuery leavers, Actor actor, LeaverFilter filter) =>
        new(actor, "Leavers", "leavers", filter, leavers.AllAsync(actor, filter));

    public static Export<MoverLine> ToExport(this MoverQuery movers, Actor actor, MoverFilter filter) =>
        new(actor, "Movers", "movers", filter, movers.AllAsync(actor, filter));
}
