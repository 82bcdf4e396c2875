using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Held;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Held;

[Route(Root + "/integrations/{uuid}/held")]
[Tags("Held changes")]
public sealed class HeldController(IntegrationService integrations, HeldQuery held, HeldChangeService changes, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists changes that wait for a person, oldest first.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    public async Task<ActionResult<Envelope<ResultPage<HeldResource>>>> List(Guid uuid, Query<PageInput> query, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        return Results((await held.RunAsync(integration.Key, new HeldFilter(), query.Read().Request, ct)).Select(HeldResource.Of));
    }

    /// <summary>Releases held changes, so that they are made in Looker.</summary>
    [HttpPost("release")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public async Task<ActionResult<Envelope<ReleasedHeld>>> Release(Guid uuid, Body<HeldDecisionInput> body, CancellationToken ct)
    {
        var (actor, integration, ids) = await ReadAsync(uuid, body, ct);
        return Results(ReleasedHeld.Of(await changes.ReleaseAsync(actor, integration, ids, ct)));
    }

    /// <summary>Rejects held changes: restores the desired state to what Looker has. The deletion guard checks the next SCIM write again.</summary>
    [HttpPost("reject")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public async Task<ActionResult<Envelope<RejectedHeld>>> Reject(Guid uuid, Body<HeldDecisionInput> body, CancellationToken ct)
    {
        var (actor, integration, ids) = await ReadAsync(uuid, body, ct);
        return Results(RejectedHeld.Of(await changes.RejectAsync(actor, integration, ids, ct)));
    }

    private async Task<(Actor Actor, IntegrationView Integration, IReadOnlyCollection<Guid>? Ids)> ReadAsync(Guid uuid, Body<HeldDecisionInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        return (actor, integration, (await body.ReadAsync(ct)).ToIds());
    }
}
