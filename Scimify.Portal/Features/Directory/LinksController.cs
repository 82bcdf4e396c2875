using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Directory;

[Route(Root + "/integrations/{uuid}/links")]
[Tags("Links")]
public sealed class LinksController(IntegrationService integrations, DirectoryQuery directory, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists SCIM users and groups with their Looker objects, by name. Deleted ones are included until Looker has the removal. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everything that matches.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    [ProducesResponseType<Envelope<ResultPage<LinkResource>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(Guid uuid, Query<LinkListInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        var input = query.Read();
        return await PageOrFileAsync(
            () => directory.LinksAsync(integration.Key, input.ResourceType, new DirectoryFilter(input.Q, input.SyncState), input.Request, ct),
            () => directory.ToLinkExport(actor, integration, input));
    }

    /// <summary>Sends a user or group to Looker again, now.</summary>
    [HttpPost("{scimId}/resync")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public async Task<ActionResult<Envelope<LinkResource>>> Resync(Guid uuid, Guid scimId, [FromServices] IResync resync, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        if (await directory.FindLinkAsync(integration.Key, scimId, ct) is null)
        {
            throw NotFound(scimId);
        }

        await RequireNoBodyAsync(ct);
        return await resync.ResyncAsync(await ActorAsync(ct), integration.Key, scimId, ct) && await directory.FindLinkAsync(integration.Key, scimId, ct) is { } link
            ? Results(link)
            : throw NotFound(scimId);
    }

    private static NotFoundException NotFound(Guid scimId) => new($"Link with SCIM id {scimId} not found");
}
