using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Tokens;

[Route(Root + "/scim/token-policy")]
[Tags("SCIM tokens")]
public sealed class TokenPolicyController(TokenPolicyService policies, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Shows how long the organization's SCIM tokens may live.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<TokenPolicy>>> Get(CancellationToken ct) =>
        Results(await policies.GetAsync(await ActorAsync(ct), ct));

    /// <summary>Merges the given members. The policy binds new secrets; tokens that exist keep their expiry.</summary>
    [HttpPatch]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    [RequestBody(nameof(InputShapes.TokenPolicyChange))]
    public async Task<ActionResult<Envelope<TokenPolicy>>> Update(CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var body = await JsonInput.ReadAsync(Request, InputShapes.TokenPolicyChange, ct);
        var now = await policies.GetAsync(actor, ct);
        var policy = new TokenPolicy(
            body.Flag("neverAllowed") ?? now.NeverAllowed,
            body.OptionalNumber("maxDays").Or(now.MaxDays),
            body.OptionalNumber("defaultDays").Or(now.DefaultDays));
        await policies.SetAsync(actor, policy, ct);
        return Results(policy);
    }
}
