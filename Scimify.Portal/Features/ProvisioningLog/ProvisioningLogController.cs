using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

[Route(Root + "/provisioning-log")]
[Tags("Logs")]
[Authorize(Policy = nameof(Permission.ReadLogs))]
public sealed class ProvisioningLogController(ProvisioningLogQuery log, TimeProvider clock, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>SCIM writes as they were requested and answered, newest first. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everything that matches.</summary>
    [HttpGet]
    [ProducesResponseType<Envelope<CursorPage<ProvisioningLogResource>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(Query<ProvisioningLogListInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        var filter = input.ToFilter(clock);
        return await PageOrFileAsync(async () => (await log.RunAsync(actor, filter, input.Request, ct)).Select(ProvisioningLogResource.Of), () => log.ToExport(actor, filter));
    }

    /// <summary>One SCIM write, with the calls to Looker that it caused.</summary>
    [HttpGet("{requestId}")]
    public async Task<ActionResult<Envelope<ProvisioningDetail>>> Get(Guid requestId, CancellationToken ct) =>
        Results(ProvisioningDetail.Of(await log.FindAsync(await ActorAsync(ct), requestId, ct)));
}
