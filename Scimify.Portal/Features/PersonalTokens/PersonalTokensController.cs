using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;
using Scimify.Portal.Shared.Tokens;

namespace Scimify.Portal.Features.PersonalTokens;

[Route(Root)]
[Tags("Personal access tokens")]
public sealed class PersonalTokensController(
    PersonalAccessTokenService tokens, PersonalTokensQuery list, TokenPolicyService policies, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the caller's own personal access tokens, newest first.</summary>
    [HttpGet("personal-access-tokens")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<ResultPage<PersonalTokenResource>>>> List(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results((await list.OwnAsync(await ActorAsync(ct), part, ct)).Select(PersonalTokenResource.Of));
    }

    /// <summary>Lists the personal access tokens of all people of the organization, newest first.</summary>
    [HttpGet("people/personal-access-tokens")]
    [Authorize(Policy = nameof(Permission.ReadPeople))]
    public async Task<ActionResult<Envelope<ResultPage<PersonalTokenResource>>>> ListEveryones(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results((await list.EveryoneAsync(await ActorAsync(ct), part, ct)).Select(PersonalTokenResource.Of));
    }

    /// <summary>Creates a personal access token for the caller. It ends no later, covers no more and is used from nowhere else than the token in use. Only this answer contains its secret.</summary>
    [HttpPost("personal-access-tokens")]
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
    [HttpDelete("personal-access-tokens/{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await tokens.RevokeAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }

    /// <summary>Shows how long personal access tokens may live.</summary>
    [HttpGet("personal-access-token-policy")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<TokenPolicy>>> GetPolicy(CancellationToken ct) =>
        Results(await policies.GetAsync(await ActorAsync(ct), TokenPolicyKind.Personal, ct));

    /// <summary>Merges the given members. The policy applies to new tokens. Existing ones keep their expiry.</summary>
    [HttpPatch("personal-access-token-policy")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<TokenPolicy>>> UpdatePolicy(Body<ChangeTokenPolicyInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var policy = (await body.ReadAsync(ct)).ApplyTo(await policies.GetAsync(actor, TokenPolicyKind.Personal, ct));
        await policies.SetAsync(actor, TokenPolicyKind.Personal, policy, ct);
        return Results(policy);
    }
}

/// <summary>A key to the REST API.</summary>
/// <param name="Scope"><c>read</c>, <c>tokens</c> or <c>all</c>.</param>
/// <param name="AllowedNetworks">Empty for everywhere.</param>
/// <param name="PersonUuid">Whose it is.</param>
/// <param name="Token">The secret, only in the answer to its creation.</param>
public sealed record PersonalTokenResource(
    Guid Uuid, string Name, string Scope, IReadOnlyList<string> AllowedNetworks, Guid PersonUuid, string PersonEmail,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Token)
{
    public static PersonalTokenResource Of(PersonalAccessTokenView token) => new(
        token.Id, token.Name, EnumWords.Of(token.Scope), token.AllowedNetworks, token.PersonId, token.PersonEmail, token.CreatedAt, token.ExpiresAt, token.LastUsedAt, null);

    public override string ToString() => $"PersonalTokenResource {{ {Uuid} }}";
}
