using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Impact;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Integrations;

[Route(Root + "/integrations/{uuid}/deletion-impact")]
[Tags("Integrations")]
[ReadsFromLooker]
public sealed class DeletionImpactController(IntegrationService integrations, DeletionImpactService impact, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Reads from Looker what would be lost if everybody whom SCIM may delete were permanently deleted: content, public addresses, schedules. Changes nothing. Look at it before you set the policy onDelete to "delete".</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    public async Task<ActionResult<Envelope<DeletionImpact>>> Measure(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        await RequireNoBodyAsync(ct);
        return Results(await impact.MeasureAsync(actor, integration, ct));
    }
}
