using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Tokens;

[Route(Root + "/rejected-requests")]
[Tags("Logs")]
public sealed class RejectedRequestsController(IRejectedRequestStore requests, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>SCIM requests that their tokens did not open, newest first: bad, expired, revoked and rotated tokens, wrong addresses and scopes.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    [Query(nameof(InputShapes.RejectedRequests))]
    public async Task<ActionResult<Envelope<LogPage<RejectedRequestResource>>>> List(CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var query = QueryInput.Read(Request.Query, InputShapes.RejectedRequests);
        var size = PageRequest.Of(query).Size;
        var rows = await requests.ListAsync(actor.OrganizationKey, query.Uuid("integration"), LogCursor.Parse(query.Text("cursor")), size + 1, ct);
        return Results(new LogPage<RejectedRequestResource>(
            [.. rows.Take(size).Select(RejectedRequestResource.Of)], rows.Count > size ? LogCursor.Before(rows[size - 1].Key) : null));
    }
}
