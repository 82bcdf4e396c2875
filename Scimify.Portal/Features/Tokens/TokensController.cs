using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Tokens;

[Route(Root + "/scim/organization-access-tokens")]
[Tags("SCIM tokens")]
public sealed class TokensController(TokenService tokens, TimeProvider clock, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the organization's SCIM tokens, newest first.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<IReadOnlyList<TokenResource>>>> List(Query<TokenListInput> query, CancellationToken ct)
    {
        var input = query.Read();
        var all = await tokens.ListAsync(await ActorAsync(ct), input.IncludeRevoked ?? false, input.IntegrationUuid, ct);
        return Results<IReadOnlyList<TokenResource>>([.. all.Select(Show)]);
    }

    /// <summary>Creates a SCIM token. Only this answer contains its secret.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    [ProducesResponseType<Envelope<TokenResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<TokenResource>>> Create(Body<CreateTokenInput> body, CancellationToken ct)
    {
        var request = (await body.ReadAsync(ct)).ToNewToken();
        var issued = await tokens.CreateAsync(await ActorAsync(ct), request, ct);
        return Made($"scim/organization-access-tokens/{issued.Token.Id}", ShowOnce(issued));
    }

    /// <summary>Shows one SCIM token, without its secret.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<TokenResource>>> Get(Guid uuid, CancellationToken ct) =>
        Shown(await tokens.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Changes name, scopes or networks of a SCIM token. Only a rotation changes its expiry.</summary>
    [HttpPatch("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    public async Task<ActionResult<Envelope<TokenResource>>> Update(Guid uuid, Body<ChangeTokenInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await tokens.GetAsync(actor, uuid, ct);
        return Shown(await tokens.UpdateAsync(actor, uuid, (await body.ReadAsync(ct)).ToChange(), ct, Expected()));
    }

    /// <summary>Gives a SCIM token a new secret and expiry. Only this answer contains the new secret.</summary>
    [HttpPatch("{uuid}/rotate")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    public async Task<ActionResult<Envelope<TokenResource>>> Rotate(Guid uuid, Body<RotateTokenInput> body, CancellationToken ct)
    {
        var rotation = (await body.ReadAsync(ct)).ToRotation();
        return Results(ShowOnce(await tokens.RotateAsync(await ActorAsync(ct), uuid, rotation, ct, Expected())));
    }

    /// <summary>Ends the overlap of a rotation: the old secret stops working at once.</summary>
    [HttpDelete("{uuid}/overlap")]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    public async Task<ActionResult<Envelope<Nothing>>> EndOverlap(Guid uuid, CancellationToken ct)
    {
        await tokens.EndOverlapAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }

    /// <summary>Revokes a SCIM token at once. Its record stays for the logs.</summary>
    [HttpDelete("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await tokens.RevokeAsync(await ActorAsync(ct), uuid, ct, Expected());
        return Results(new Nothing());
    }

    private TokenResource ShowOnce(IssuedToken issued)
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers.ETag = issued.Token.Tag;
        return Show(issued.Token) with { Token = issued.Secret };
    }

    private ActionResult<Envelope<TokenResource>> Shown(ScimTokenView token) => Results(Show(token), token.Tag);

    private TokenResource Show(ScimTokenView token) => TokenResource.Of(token, clock.GetUtcNow());
}
