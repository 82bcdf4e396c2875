using Scimify.Core.People.Factors;
using Scimify.Core.People.Sessions;
using Scimify.Core.Requests;

namespace Scimify.Core.People;

/// <summary>Shows and sets how the people of an organization sign in.</summary>
public sealed class SignInPolicyService(ISignInPolicyStore store, IFactorStore factors, SessionService sessions, TimeProvider clock)
{
    /// <exception cref="ForbiddenException">The role may not read people.</exception>
    public Task<SignInPolicy> GetAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadPeople);
        return store.FindAsync(actor.OrganizationKey, ct);
    }

    /// <summary>Takes effect at once on this server, and within seconds on others, also for sessions that go on.</summary>
    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>sessionIdleMinutes</c> or <c>sessionLifeHours</c>.</exception>
    /// <exception cref="ConflictException">The actor would need a second factor and has none.</exception>
    public async Task SetAsync(Actor actor, SignInPolicy policy, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var now = clock.GetUtcNow();
        FreshSignIn.Require(actor, now);
        policy.Check();
        if (actor.Id is { } person && policy.AsksForFactor(actor.Role) && !(await factors.FindAsync(person, ct)).Any)
        {
            throw new ConflictException("Set up a second factor of your own first, on your profile.");
        }

        await store.SetAsync(
            actor.OrganizationKey,
            policy,
            before => actor.Audit(now, "signInPolicy.update", new AuditSubject("organization", actor.OrganizationId.ToString(), "Sign-in policy"), before, policy),
            ct);
        sessions.ForgetAll();
    }
}
