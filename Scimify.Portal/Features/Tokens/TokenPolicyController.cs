using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;
using Scimify.Portal.Shared.Tokens;

namespace Scimify.Portal.Features.Tokens;

[Route(Root + "/scim/token-policy")]
[Tags("SCIM tokens")]
public sealed class TokenPolicyController(TokenPolicyService policies, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Shows how long the organization's SCIM tokens may live.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<TokenPolicy>>> Get(CancellationToken ct) =>
        Results(await policies.GetAsync(await ActorAsync(ct), TokenPolicyKind.Scim, ct));

    /// <summary>Merges the given members. The policy applies to new secrets. Existing tokens keep their expiry.</summary>
    [HttpPatch]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<TokenPolicy>>> Update(Body<ChangeTokenPolicyInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var policy = (await body.ReadAsync(ct)).ApplyTo(await policies.GetAsync(actor, TokenPolicyKind.Scim, ct));
        await policies.SetAsync(actor, TokenPolicyKind.Scim, policy, ct);
        return Results(policy);
    }
}
