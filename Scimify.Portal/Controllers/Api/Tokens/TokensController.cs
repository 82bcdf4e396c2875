using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Authentication;
using Scimify.Portal.Controllers.Api.Input;

namespace Scimify.Portal.Controllers.Api.Tokens;

[Route(Root + "/scim/organization-access-tokens")]
[Tags("SCIM tokens")]
public sealed class TokensController(TokenService tokens, TimeProvider clock, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the organization's SCIM tokens, newest first.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    [Query(nameof(InputShapes.Tokens))]
    public async Task<ActionResult<Envelope<IReadOnlyList<TokenResource>>>> List(CancellationToken ct)
    {
        var query = QueryInput.Read(Request.Query, InputShapes.Tokens);
        var all = await tokens.ListAsync(await ActorAsync(ct), query.Flag("includeRevoked"), query.Uuid("integrationUuid"), ct);
        return Results<IReadOnlyList<TokenResource>>([.. all.Select(Show)]);
    }

    /// <summary>Makes a SCIM token. The answer is the only one that ever holds its secret.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    [RequestBody(nameof(InputShapes.NewToken))]
    [ProducesResponseType<Envelope<TokenResource>>(StatusCodes.Status201Created)]
    public async Task<ActionResult<Envelope<TokenResource>>> Create(CancellationToken ct)
    {
        var body = await JsonInput.ReadAsync(Request, InputShapes.NewToken, ct);
        var request = new NewScimToken(body.Uuid("integrationUuid"), body.Text("description") ?? "", body.Time("expiresAt"));
        var issued = await tokens.CreateAsync(await ActorAsync(ct), request, ct);
        Response.Headers.CacheControl = "no-store";
        return Made($"scim/organization-access-tokens/{issued.Token.Id}", Show(issued.Token) with { Token = issued.Secret });
    }

    /// <summary>Shows one SCIM token, without its secret.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<TokenResource>>> Get(Guid uuid, CancellationToken ct) =>
        Results(Show(await tokens.GetAsync(await ActorAsync(ct), uuid, ct)));

    /// <summary>Revokes a SCIM token at once. Its record stays for the logs.</summary>
    [HttpDelete("{uuid}")]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await tokens.RevokeAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }

    private TokenResource Show(ScimTokenView token) => TokenResource.Of(token, clock.GetUtcNow());
}
