using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Impact;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Integrations;

[Route(Root + "/integrations/{uuid}/deletion-impact")]
[Tags("Integrations")]
public sealed class DeletionImpactController(IntegrationService integrations, DeletionImpactService impact, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Reads from Looker what would be lost there if everybody whom SCIM may delete were deleted for good: content, public addresses, schedules. Nothing is changed. To be looked at before the policy onDelete becomes "delete".</summary>
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
