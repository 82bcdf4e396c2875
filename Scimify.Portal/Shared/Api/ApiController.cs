using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Messages;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Shared.Api;

/// <summary>
/// Common to the REST API: personal access tokens only, the envelope, and checks in the order of the contract (401, 403,
/// 404, 422, 409). Actions therefore read bodies and query strings themselves, after they have found what the path names.
/// </summary>
[Authorize(AuthenticationSchemes = ScimifySchemes.ApiKey)]
[ApiExplorerSettings(IgnoreApi = false)]
[UuidsOrNotFound]
[ServiceFilter<ApiRateFilter>]
[ServiceFilter<IdempotencyFilter>]
[Produces(MediaTypeNames.Application.Json)]
public abstract class ApiController(ActorAccessor actors) : ControllerBase
{
    /// <summary>Where the API begins.</summary>
    public const string Root = "api/v1";

    /// <exception cref="ForbiddenException">The person was locked or removed since the token was checked.</exception>
    protected ValueTask<Actor> ActorAsync(CancellationToken ct) => actors.GetAsync(HttpContext, ct);

    protected static ActionResult<Envelope<T>> Results<T>(T results) => new OkObjectResult(new Envelope<T>(results));

    /// <summary>With the entity tag of the object, for <c>If-Match</c>.</summary>
    protected ActionResult<Envelope<T>> Results<T>(T results, string tag)
    {
        Response.Headers.ETag = tag;
        return Results(results);
    }

    /// <summary><c>If-Match</c>; a header that holds no tag matches nothing, since the client wanted to be sure.</summary>
    protected Precondition Expected()
    {
        var header = IfMatchHeader.Of(Request);
        return new Precondition(tag => ETag.IfMatch(header, tag));
    }

    /// <exception cref="Core.Requests.ValidationFailedException">The body of an action that takes none has members.</exception>
    protected Task RequireNoBodyAsync(CancellationToken ct) => new Body<NoInput>(Request).RequireNoneAsync(ct);

    /// <summary>201 with the address of what was made.</summary>
    protected ActionResult<Envelope<T>> Made<T>(string path, T results) =>
        new CreatedResult($"{Request.PathBase}/{Root}/{path}", new Envelope<T>(results));
}
