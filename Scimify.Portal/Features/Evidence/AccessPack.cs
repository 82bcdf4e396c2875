using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Who had access at the end of the period, what changed in it, who moved, and how quickly leavers lost their access, in evidence packs.</summary>
internal sealed class AccessPack(AccessQuery access, AccessChangeQuery changes, LeaverReportQuery leavers, MoverQuery movers) : IPackSource
{
    public IEnumerable<PackFile> Files(PackScope scope)
    {
        var from = scope.From ?? DateTimeOffset.UnixEpoch;
        return
        [
            PackFile.Of("access", access.ToExport(scope.Actor, new AccessFilter(scope.To))),
            PackFile.Of("access-changes", changes.ToExport(scope.Actor, new AccessChangeFilter(from, scope.To, null, AccessChangeView.All))),
            PackFile.Of("leavers", leavers.ToExport(scope.Actor, new LeaverFilter(from, scope.To, null, LeaverView.All))),
            PackFile.Of("movers", movers.ToExport(scope.Actor, new MoverFilter(from, scope.To))),
        ];
    }
}
