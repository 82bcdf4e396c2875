using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

[Route(Root + "/access")]
[Tags("Evidence")]
[Authorize(Policy = nameof(Permission.ReadLogs))]
public sealed class AccessController(AccessQuery access, AccessChangeQuery changes, LeaverReportQuery leavers, MoverQuery movers, TimeProvider clock, ActorAccessor actors)
    : ApiController(actors)
{
    /// <summary>Who had access to Looker at a moment, with groups, roles and mapped attributes, beside what SCIM asked for. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everybody.</summary>
    [HttpGet]
    [ProducesResponseType<Envelope<CursorPage<AccessLine>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(Query<AccessListInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        var filter = input.ToFilter(clock);
        return await PageOrFileAsync(() => access.ListAsync(actor, filter, input.Request, ct), () => access.ToExport(actor, filter));
    }

    /// <summary>What access, groups and roles people gained and lost between two moments, newest first. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everything.</summary>
    [HttpGet("changes")]
    [ProducesResponseType<Envelope<CursorPage<AccessChangeLine>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Changes(Query<AccessChangeInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        var filter = input.ToFilter(clock);
        var part = input.Part(AccessChangeQuery.Order);
        return await PageOrFileAsync(async () => Listed(await changes.RunAsync(actor, filter, part, ct)), () => changes.ToExport(actor, filter));
    }

    /// <summary>Who left, and how long Looker still gave access, newest first. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everybody.</summary>
    [HttpGet("leavers")]
    [ProducesResponseType<Envelope<ResultPage<LeaverLine>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Leavers(Query<LeaverInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        var filter = input.ToFilter(clock);
        return await PageOrFileAsync(async () => (await leavers.RunAsync(actor, filter, input.Request, ct)).Page, () => leavers.ToExport(actor, filter));
    }

    /// <summary>Who had access at two moments and changed groups or mapped attributes in between, with what stayed, newest first. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everybody.</summary>
    [HttpGet("movers")]
    [ProducesResponseType<Envelope<CursorPage<MoverLine>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Movers(Query<MoverInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        var filter = input.ToFilter(clock);
        var part = input.Part(MoverQuery.Order);
        return await PageOrFileAsync(async () => Listed(await movers.RunAsync(actor, filter, part, ct)), () => movers.ToExport(actor, filter));
    }

    private static CursorPage<T> Listed<T>(SortedPage<T> page) => new(page.Items, page.Next?.ToString());
}
