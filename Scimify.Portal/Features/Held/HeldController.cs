using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Held;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Held;

[Route(Root + "/integrations/{uuid}/held")]
[Tags("Held changes")]
public sealed class HeldController(IntegrationService integrations, HeldQuery query, HeldChangeService changes, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists what waits for a person, the oldest first.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    [Query(nameof(InputShapes.Pages))]
    public async Task<ActionResult<Envelope<ResultPage<HeldResource>>>> List(Guid uuid, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        return Results(await query.RunAsync(integration.Key, PageRequest.Of(QueryInput.Read(Request.Query, InputShapes.Pages)), ct));
    }

    /// <summary>Has held changes carried out in Looker.</summary>
    [HttpPost("release")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    [RequestBody(nameof(InputShapes.HeldDecision))]
    public async Task<ActionResult<Envelope<ReleasedHeld>>> Release(Guid uuid, CancellationToken ct)
    {
        var (actor, integration, ids) = await ReadAsync(uuid, ct);
        return Results(ReleasedHeld.Of(await changes.ReleaseAsync(actor, integration, ids, ct)));
    }

    /// <summary>Puts the desired state back to what Looker has. The next SCIM write is weighed again.</summary>
    [HttpPost("reject")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    [RequestBody(nameof(InputShapes.HeldDecision))]
    public async Task<ActionResult<Envelope<RejectedHeld>>> Reject(Guid uuid, CancellationToken ct)
    {
        var (actor, integration, ids) = await ReadAsync(uuid, ct);
        return Results(RejectedHeld.Of(await changes.RejectAsync(actor, integration, ids, ct)));
    }

    /// <exception cref="ValidationFailedException">Neither <c>uuids</c> nor <c>all</c>, or both.</exception>
    private async Task<(Actor Actor, IntegrationView Integration, IReadOnlyCollection<Guid>? Ids)> ReadAsync(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        var body = await JsonInput.ReadAsync(Request, InputShapes.HeldDecision, ct);
        var ids = body.Uuids("uuids");
        var all = body.Flag("all") == true;
        return all == ids is null
            ? (actor, integration, ids)
            : throw ValidationFailedException.Of("uuids", "Give the UUIDs of held changes, or \"all\": true, and not both.");
    }
}
