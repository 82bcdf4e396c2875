using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Evidence;

[Route(Root + "/access/people")]
[Tags("Evidence")]
[Authorize(Policy = nameof(Permission.ManageOrganization))]
public sealed class ErasureController(ErasureService erasures, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Erases somebody who has left: puts a pseudonym in place of everything that names the person in logs, history and reviews. It cannot be undone.</summary>
    [HttpPost("{scimId}/erase")]
    public async Task<ActionResult<Envelope<ErasedPerson>>> Erase(Guid scimId, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await erasures.RequireKnownAsync(actor, scimId, ct);
        await RequireNoBodyAsync(ct);
        return Results(await erasures.EraseAsync(actor, scimId, ct));
    }
}
