using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Evidence;

[Route(Root + "/access")]
[Tags("Evidence")]
[Authorize(Policy = nameof(Permission.ReadLogs))]
public sealed class AccessController(AccessQuery access, AccessChangeQuery changes, LeaverReportQuery leavers, TimeProvider clock, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Who had access to Looker at a moment, with the groups, beside what SCIM asked for. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everybody.</summary>
    [HttpGet]
    [ProducesResponseType<Envelope<ResultPage<AccessLine>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(Query<AccessListInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        var filter = input.ToFilter(clock);
        return ExportFormat.Accepted(Request) is { } format
            ? new ExportResult<AccessLine>(format, access.ToExport(actor, filter))
            : Results(await access.RunAsync(actor, filter, input.Request, ct)).Result!;
    }

    /// <summary>What access people gained and lost between two moments, newest first. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everything.</summary>
    [HttpGet("changes")]
    [ProducesResponseType<Envelope<ResultPage<AccessChangeLine>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Changes(Query<AccessChangeInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        var filter = input.ToFilter(clock);
        return ExportFormat.Accepted(Request) is { } format
            ? new ExportResult<AccessChangeLine>(format, changes.ToExport(actor, filter))
            : Results(await changes.RunAsync(actor, filter, input.Request, ct)).Result!;
    }

    /// <summary>Who left, and how long Looker still gave access, newest first. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everybody.</summary>
    [HttpGet("leavers")]
    [ProducesResponseType<Envelope<ResultPage<LeaverLine>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Leavers(Query<LeaverInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        var filter = input.ToFilter(clock);
        return ExportFormat.Accepted(Request) is { } format
            ? new ExportResult<LeaverLine>(format, leavers.ToExport(actor, filter))
            : Results((await leavers.RunAsync(actor, filter, input.Request, ct)).Page).Result!;
    }
}
