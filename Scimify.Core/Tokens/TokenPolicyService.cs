using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>Shows and sets how long the SCIM tokens of an organization may live.</summary>
public sealed class TokenPolicyService(ITokenPolicyStore store, TimeProvider clock)
{
    /// <exception cref="ForbiddenException">The role may not read tokens.</exception>
    public async Task<TokenPolicy> GetAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        return await store.FindAsync(actor.OrganizationKey, ct);
    }

    /// <summary>Existing tokens keep their expiry. The policy applies at their next rotation.</summary>
    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    /// <exception cref="ValidationFailedException"><c>maxDays</c> or <c>defaultDays</c>.</exception>
    public async Task SetAsync(Actor actor, TokenPolicy policy, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        policy.Check();
        await store.SetAsync(
            actor.OrganizationKey,
            policy,
            before => actor.Audit(clock.GetUtcNow(), "tokenPolicy.update", new AuditSubject("organization", actor.OrganizationId.ToString(), "Token policy"), before, policy),
            ct);
    }
}
