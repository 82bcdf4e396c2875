using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Tokens;

[Route(Root + "/rejected-requests")]
[Tags("Logs")]
public sealed class RejectedRequestsController(RejectedRequestsQuery requests, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Rejected SCIM requests, newest first: unknown, expired, revoked and rotated tokens, wrong addresses and scopes.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<CursorPage<RejectedRequestResource>>>> List(Query<RejectedRequestListInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        return Results((await requests.RunAsync(actor, input.Integration, input.Request, ct)).Select(RejectedRequestResource.Of));
    }
}
