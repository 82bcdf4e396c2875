using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Messages;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Shared.Api;

/// <summary>
/// The base of the REST API: personal access tokens only, the envelope, and checks in the order of the contract (401, 403,
/// 404, 422, 409). So actions read bodies and query strings themselves, after they have found what the path names.
/// </summary>
[Authorize(AuthenticationSchemes = ScimifySchemes.ApiKey)]
[ApiExplorerSettings(IgnoreApi = false)]
[UuidsOrNotFound]
[ServiceFilter<ApiRateFilter>]
[ServiceFilter<ApiTurnFilter>]
[ServiceFilter<IdempotencyFilter>]
[Produces(MediaTypeNames.Application.Json)]
public abstract class ApiController(ActorAccessor actors) : ControllerBase
{
    /// <summary>The start of the API's paths.</summary>
    public const string Root = "api/v1";

    /// <exception cref="ForbiddenException">The person was locked or removed after the token was checked.</exception>
    protected ValueTask<Actor> ActorAsync(CancellationToken ct) => actors.GetAsync(HttpContext, ct);

    protected static ActionResult<Envelope<T>> Results<T>(T results) => new OkObjectResult(new Envelope<T>(results));

    /// <summary>The whole list in a file if the request accepts one, and otherwise a page of it.</summary>
    /// <typeparam name="TRow">A row of the file.</typeparam>
    /// <typeparam name="TPage">The page, as it is answered.</typeparam>
    protected async Task<IActionResult> PageOrFileAsync<TRow, TPage>(Func<Task<TPage>> page, Func<Export<TRow>> file)
        where TRow : notnull => ExportFormat.Accepted(Request) is { } format
        ? new ExportResult<TRow>(format, file())
        : new OkObjectResult(new Envelope<TPage>(await page()));

    /// <summary>Includes the object's entity tag, for <c>If-Match</c>.</summary>
    protected ActionResult<Envelope<T>> Results<T>(T results, string tag)
    {
        Response.Headers.ETag = tag;
        return Results(results);
    }

    /// <summary><c>If-Match</c>. A header without a tag matches nothing, because the client wanted to be sure.</summary>
    protected Precondition Expected()
    {
        var header = IfMatchHeader.Of(Request);
        return new Precondition(tag => ETag.IfMatch(header, tag));
    }

    /// <exception cref="Core.Requests.ValidationFailedException">The action takes no body, but the body has members.</exception>
    protected Task RequireNoBodyAsync(CancellationToken ct) => new Body<NoInput>(Request).RequireNoneAsync(ct);

    /// <summary>201 with the address of the new object.</summary>
    protected ActionResult<Envelope<T>> Made<T>(string path, T results) =>
        new CreatedResult($"{Request.PathBase}/{Root}/{path}", new Envelope<T>(results));
}
