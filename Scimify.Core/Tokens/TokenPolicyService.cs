using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>Shows and sets how long the tokens of an organization may live.</summary>
public sealed class TokenPolicyService(ITokenPolicyStore store, TimeProvider clock)
{
    /// <summary>Whoever can create a personal access token may know its policy, and that is everybody.</summary>
    /// <exception cref="ForbiddenException">The role may not read tokens of this kind.</exception>
    public async Task<TokenPolicy> GetAsync(Actor actor, TokenPolicyKind kind, CancellationToken ct)
    {
        actor.Require(kind == TokenPolicyKind.Scim ? Permission.ReadTokens : Permission.ReadIntegrations);
        return await store.FindAsync(actor.OrganizationKey, kind, ct);
    }

    /// <summary>Existing tokens keep their expiry. The policy applies at their next rotation.</summary>
    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>maxDays</c> or <c>defaultDays</c>.</exception>
    public async Task SetAsync(Actor actor, TokenPolicyKind kind, TokenPolicy policy, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        FreshSignIn.Require(FreshAct.ChangeTokenPolicy, actor, clock.GetUtcNow());
        policy.Check();
        await store.SetAsync(
            actor.OrganizationKey,
            kind,
            policy,
            before => actor.Audit(
                clock.GetUtcNow(),
                kind == TokenPolicyKind.Scim ? "tokenPolicy.update" : "personalTokenPolicy.update",
                new AuditSubject("organization", actor.OrganizationId.ToString(), kind == TokenPolicyKind.Scim ? "Token policy" : "Policy of personal access tokens"),
                before,
                policy),
            ct);
    }
}
