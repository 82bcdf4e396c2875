using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.Requests;

namespace Scimify.Core.People;

/// <summary>Shows and sets how the people of an organization sign in.</summary>
public sealed class SignInPolicyService(ISignInPolicyStore store, IFactorStore factors, IPasswordStore passwords, SessionService sessions, TimeProvider clock)
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
    /// <exception cref="ConflictException">The actor would need a second factor and has none, or an owner would have no way in.</exception>
    public async Task SetAsync(Actor actor, SignInPolicy policy, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var now = clock.GetUtcNow();
        FreshSignIn.Require(FreshAct.ChangeSignInPolicy, actor, now);
        policy.Check();
        if (actor.Id is { } person && policy.AsksForFactor(actor.Role) && !(await factors.FindAsync(person, ct)).Any && !await IsAskedByProviderAsync(actor, person, ct))
        {
            throw new ConflictException("Set up a second factor of your own first, on your profile.");
        }

        await StoreAsync(actor, policy, now, ct);
    }

    /// <summary>The way out for whoever can run the command line on the data: passwords and passkeys sign people in again.</summary>
    /// <returns>False if they did already.</returns>
    public async Task<bool> AllowPasswordsFromCommandLineAsync(int organizationKey, Guid organizationId, CancellationToken ct)
    {
        var policy = await store.FindAsync(organizationKey, ct);
        await StoreAsync(Actor.OfCommandLine(organizationKey, organizationId), policy with { ProvidersOnly = false }, clock.GetUtcNow(), ct);
        return policy.ProvidersOnly;
    }

    private async Task StoreAsync(Actor actor, SignInPolicy policy, DateTimeOffset now, CancellationToken ct)
    {
        await store.SetAsync(
            actor.OrganizationKey,
            policy,
            (before, ways) =>
            {
                if (policy.ProvidersOnly && !before.ProvidersOnly)
                {
                    ways.RequireForPolicy(actor);
                }
            },
            actor.Session,
            before => actor.Audit(now, "signInPolicy.update", new AuditSubject("organization", actor.OrganizationId.ToString(), "Sign-in policy"), before, policy),
            ct);
        sessions.ForgetAll();
    }

    /// <summary>Whom the provider has asked, or who has no password, is never asked for a second factor here.</summary>
    private async Task<bool> IsAskedByProviderAsync(Actor actor, Guid person, CancellationToken ct) =>
        (actor.Session is { } session && await sessions.IsOfProviderAsync(session, ct)) || await passwords.FindAsync(person, ct) is { Hash: null };
}
