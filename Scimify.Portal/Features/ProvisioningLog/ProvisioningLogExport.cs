using Scimify.Core.People;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The provisioning log for console, REST API and command line.</summary>
internal static class ProvisioningLogExport
{
    public static Export<ProvisioningLogResource> ToExport(this ProvisioningLogQuery log, Actor actor, ProvisioningLogFilter filter) => new(
        actor, "Provisioning log", "provisioning-log", filter, ExportParts.ByCursorAsync((part, ct) => log.RunAsync(actor, filter, part, ct)).Select(ProvisioningLogResource.Of));
}
