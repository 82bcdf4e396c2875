using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.PersonalTokens;

[Route(Root + "/personal-access-tokens")]
[Tags("Personal access tokens")]
public sealed class PersonalTokensController(PersonalAccessTokenService tokens, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the caller's own personal access tokens, newest first.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    [Query(nameof(InputShapes.Pages))]
    public async Task<ActionResult<Envelope<ResultPage<PersonalTokenResource>>>> List(CancellationToken ct)
    {
        var page = PageRequest.Of(QueryInput.Read(Request.Query, InputShapes.Pages));
        var all = await tokens.ListAsync(await ActorAsync(ct), ct);
        return Results(new ResultPage<PersonalTokenResource>([.. all.Skip(page.Skip).Take(page.Size).Select(PersonalTokenResource.Of)], page.Page, page.Size, all.Count));
    }

    /// <summary>Makes a personal access token for the caller. The answer is the only one that ever holds its secret.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    [RequestBody(nameof(InputShapes.NewPersonalToken))]
    [ProducesResponseType<Envelope<PersonalTokenResource>>(StatusCodes.Status201Created)]
    public async Task<ActionResult<Envelope<PersonalTokenResource>>> Create(CancellationToken ct)
    {
        var body = await JsonInput.ReadAsync(Request, InputShapes.NewPersonalToken, ct);
        var actor = await ActorAsync(ct);
        var issued = await tokens.CreateAsync(actor, new NewPersonalAccessToken(body.Text("name") ?? "", body.Time("expiresAt")), ct);
        var made = (await tokens.ListAsync(actor, ct)).Single(token => token.Id == issued.Id);
        Response.Headers.CacheControl = "no-store";
        return Made($"personal-access-tokens/{issued.Id}", PersonalTokenResource.Of(made) with { Token = issued.Secret });
    }

    /// <summary>Revokes a personal access token at once: one's own, or anybody's for who manages people.</summary>
    [HttpDelete("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await tokens.RevokeAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }
}

/// <summary>A key to the REST API.</summary>
/// <param name="Token">The secret, in the answer to its making alone.</param>
public sealed record PersonalTokenResource(
    Guid Uuid, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Token)
{
    public static PersonalTokenResource Of(PersonalAccessTokenView token) => new(token.Id, token.Name, token.CreatedAt, token.ExpiresAt, token.LastUsedAt, null);

    public override string ToString() => $"PersonalTokenResource {{ {Uuid} }}";
}
