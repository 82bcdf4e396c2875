using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Directory;

[Route(Root + "/integrations/{uuid}/links")]
[Tags("Links")]
public sealed class LinksController(IntegrationService integrations, LinksQuery links, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists SCIM users and groups with their Looker objects, by name. Deleted ones are in it until Looker has the removal.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    [Query(nameof(InputShapes.Links))]
    public async Task<ActionResult<Envelope<ResultPage<LinkResource>>>> List(Guid uuid, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        var query = QueryInput.Read(Request.Query, InputShapes.Links);
        return Results(await links.RunAsync(integration.Key, LinkFilter.Of(query), PageRequest.Of(query), ct));
    }

    /// <summary>Has a user or group brought to Looker again, now.</summary>
    [HttpPost("{scimId}/resync")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public async Task<ActionResult<Envelope<LinkResource>>> Resync(Guid uuid, Guid scimId, [FromServices] IResync resync, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        if (await links.FindAsync(integration.Key, scimId, ct) is null)
        {
            throw NotFound(scimId);
        }

        await JsonInput.RequireNoneAsync(Request, ct);
        return await resync.ResyncAsync(await ActorAsync(ct), integration.Key, scimId, ct) && await links.FindAsync(integration.Key, scimId, ct) is { } link
            ? Results(link)
            : throw NotFound(scimId);
    }

    private static NotFoundException NotFound(Guid scimId) => new($"Link with SCIM id {scimId} not found");
}
