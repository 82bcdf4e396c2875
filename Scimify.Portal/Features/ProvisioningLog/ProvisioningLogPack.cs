using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The provisioning log in evidence packs.</summary>
internal sealed class ProvisioningLogPack(ProvisioningLogQuery log) : IPackSource
{
    public IEnumerable<PackFile> Files(PackScope scope) =>
        [PackFile.Of("provisioning-log", log.ToExport(scope.Actor, new ProvisioningLogFilter { From = scope.From, To = scope.To }))];
}
