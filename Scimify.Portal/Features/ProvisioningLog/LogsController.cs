using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Portal.Features.AuditLog;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.ProvisioningLog;

[Route(Root)]
[Tags("Logs")]
[Authorize(Policy = nameof(Permission.ReadLogs))]
public sealed class LogsController(ProvisioningLogApiQuery provisioning, AuditLogApiQuery audit, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>SCIM writes as they were asked for and answered, newest first.</summary>
    [HttpGet("provisioning-log")]
    [Query(nameof(InputShapes.ProvisioningLog))]
    public async Task<ActionResult<Envelope<LogPage<ProvisioningLogResource>>>> Provisioning(CancellationToken ct) =>
        Results(await provisioning.RunAsync(await OrganizationAsync(ct), QueryInput.Read(Request.Query, InputShapes.ProvisioningLog), ct));

    /// <summary>One SCIM write with the calls to Looker that it caused.</summary>
    [HttpGet("provisioning-log/{requestId}")]
    public async Task<ActionResult<Envelope<ProvisioningDetail>>> ProvisioningDetail(Guid requestId, CancellationToken ct) =>
        Results(await provisioning.FindAsync(await OrganizationAsync(ct), requestId, ct));

    /// <summary>What people and programs did in console, REST API and command line, newest first.</summary>
    [HttpGet("audit-log")]
    [Query(nameof(InputShapes.AuditLog))]
    public async Task<ActionResult<Envelope<LogPage<AuditLogResource>>>> Audit(CancellationToken ct) =>
        Results(await audit.RunAsync(await OrganizationAsync(ct), QueryInput.Read(Request.Query, InputShapes.AuditLog), ct));

    private async Task<int> OrganizationAsync(CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        actor.Require(Permission.ReadLogs);
        return actor.OrganizationKey;
    }
}
