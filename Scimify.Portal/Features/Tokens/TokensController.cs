using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Tokens;

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
        var request = new NewScimToken(body.Uuid("integrationUuid"), body.Text("description") ?? "", body.Time("expiresAt"))
        {
            DefaultExpiry = !body.Has("expiresAt"),
            Scopes = body.TextList("scopes") is { } scopes ? TokenScopeRules.Parse(scopes) : TokenScopes.All,
            AllowedNetworks = body.TextList("allowedNetworks") ?? [],
        };
        var issued = await tokens.CreateAsync(await ActorAsync(ct), request, ct);
        return Made($"scim/organization-access-tokens/{issued.Token.Id}", ShowOnce(issued));
    }

    /// <summary>Shows one SCIM token, without its secret.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<TokenResource>>> Get(Guid uuid, CancellationToken ct) =>
        Shown(await tokens.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Changes name, scopes or networks of a SCIM token. Its expiry changes by rotation only.</summary>
    [HttpPatch("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    [RequestBody(nameof(InputShapes.TokenChange))]
    public async Task<ActionResult<Envelope<TokenResource>>> Update(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await tokens.GetAsync(actor, uuid, ct);
        var body = await JsonInput.ReadAsync(Request, InputShapes.TokenChange, ct);
        var scopes = body.TextList("scopes") is { } names ? TokenScopeRules.Parse(names) : (TokenScopes?)null;
        return Shown(await tokens.UpdateAsync(actor, uuid, new ScimTokenChange(body.Text("description"), scopes, body.TextList("allowedNetworks")), ct, Expected()));
    }

    /// <summary>Gives a SCIM token a new secret and expiry. The answer is the only one that ever holds the new secret.</summary>
    [HttpPatch("{uuid}/rotate")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    [RequestBody(nameof(InputShapes.TokenRotation))]
    public async Task<ActionResult<Envelope<TokenResource>>> Rotate(Guid uuid, CancellationToken ct)
    {
        var body = await JsonInput.ReadAsync(Request, InputShapes.TokenRotation, ct);
        var expiresAt = body.Time("expiresAt") ?? throw ValidationFailedException.Of("expiresAt", "Required: a time in the future.");
        return Results(ShowOnce(await tokens.RotateAsync(await ActorAsync(ct), uuid, new TokenRotation(expiresAt, body.WholeNumber("overlapMinutes") ?? 0), ct, Expected())));
    }

    /// <summary>Ends the overlap of a rotation: the old secret is dead at once.</summary>
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
