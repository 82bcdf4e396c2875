using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.PersonalTokens;

[Route(Root + "/personal-access-tokens")]
[Tags("Personal access tokens")]
public sealed class PersonalTokensController(PersonalAccessTokenService tokens, PersonalTokensQuery list, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the caller's own personal access tokens, newest first.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<ResultPage<PersonalTokenResource>>>> List(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results((await list.RunAsync(await ActorAsync(ct), part, ct)).Select(PersonalTokenResource.Of));
    }

    /// <summary>Creates a personal access token for the caller. Only this answer contains its secret.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    [ProducesResponseType<Envelope<PersonalTokenResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<PersonalTokenResource>>> Create(Body<CreatePersonalTokenInput> body, CancellationToken ct)
    {
        var input = await body.ReadAsync(ct);
        var actor = await ActorAsync(ct);
        var issued = await tokens.CreateAsync(actor, input.ToNewToken(), ct);
        var made = (await tokens.ListAsync(actor, ct)).Single(token => token.Id == issued.Id);
        Response.Headers.CacheControl = "no-store";
        return Made($"personal-access-tokens/{issued.Id}", PersonalTokenResource.Of(made) with { Token = issued.Secret });
    }

    /// <summary>Revokes a personal access token at once: the caller's own, or anybody's if the caller may manage people.</summary>
    [HttpDelete("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await tokens.RevokeAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }
}

/// <summary>A key to the REST API.</summary>
/// <param name="Token">The secret, only in the answer to its creation.</param>
public sealed record PersonalTokenResource(
    Guid Uuid, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Token)
{
    public static PersonalTokenResource Of(PersonalAccessTokenView token) => new(token.Id, token.Name, token.CreatedAt, token.ExpiresAt, token.LastUsedAt, null);

    public override string ToString() => $"PersonalTokenResource {{ {Uuid} }}";
}
