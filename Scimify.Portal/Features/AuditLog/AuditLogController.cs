using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.AuditLog;

[Route(Root + "/audit-log")]
[Tags("Logs")]
[Authorize(Policy = nameof(Permission.ReadLogs))]
public sealed class AuditLogController(AuditLogQuery log, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>What people and programs did in the console, the REST API and the command line, newest first. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everything that matches.</summary>
    [HttpGet]
    [ProducesResponseType<Envelope<CursorPage<AuditLogResource>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(Query<AuditLogListInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        return await PageOrFileAsync(
            async () => (await log.RunAsync(actor, input.ToFilter(), input.Request, ct)).Select(AuditLogResource.Of), () => log.ToExport(actor, input.ToFilter()));
    }
}
