using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Core.SignIn;

/// <summary>What comes of a sign-in with a provider.</summary>
public abstract record ProviderSignInOutcome
{
    private ProviderSignInOutcome()
    {
    }

    public sealed record Accepted(Guid Person) : ProviderSignInOutcome;

    public sealed record Refused(SignInRefusal Why) : ProviderSignInOutcome;
}

/// <summary>
/// Finds the person whom a provider has signed in, gives them the role of the claims, and adds whoever may come in unasked.
/// Whose account it is depends on issuer and subject alone.
/// </summary>
public sealed class ProviderSignIn(ISignInStore store, IPeopleStore people, PersonStates states, TimeProvider clock)
{
    private const int MostClaims = 100;
    private const int LongestClaim = 200;

    /// <summary>What a provider says about its own protocol, not about a person.</summary>
    private static readonly string[] Protocol = ["aud", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "s_hash", "aio", "uti", "rh", "jti", "sid"];

    /// <param name="provider">The one whose callback it was.</param>
    /// <param name="claims">Of a token that was validated.</param>
    /// <param name="sourceAddress">For the audit log.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ProviderSignInOutcome> SignInAsync(ProviderSnapshot provider, ProviderClaims claims, string? sourceAddress, CancellationToken ct)
    {
        var actor = provider.Actor(sourceAddress);
        var check = ProviderCheck.Of(provider.Kind, provider.Rules, claims);
        if ((provider.IsEnabled ? check.Refusal : SignInRefusal.Off) is { } refusal)
        {
            return await RefuseAsync(actor, provider, refusal, null, ct);
        }

        var identity = check.Identity!;
        var known = await store.FindPersonAsync(provider.OrganizationKey, identity, ct);
        if (known is null)
        {
            var (added, why) = await AddAsync(actor, provider, check, ct);
            known = added ?? await store.FindPersonAsync(provider.OrganizationKey, identity, ct);    // another request may have added the same person
            if (known is null)
            {
                return await RefuseAsync(actor, provider, why, null, ct);
            }
        }

        var person = await people.FindStateAsync(known.Value, ct);
        if (person is null or { IsLocked: true })
        {
            return await RefuseAsync(actor, provider, SignInRefusal.Locked, person, ct);
        }

        if (check.DecidesRole && check.Role is { } role && role != person.Role)
        {
            await ChangeRoleAsync(actor, provider, person, role, ct);
        }

        await store.UsedAsync(provider.OrganizationKey, identity, provider.Id, clock.GetUtcNow(), ct);
        return new ProviderSignInOutcome.Accepted(person.Id);
    }

    /// <summary>Finds out what a sign-in would do, and does nothing.</summary>
    public async Task<ProviderTry> TryAsync(Actor actor, ProviderSnapshot provider, ProviderClaims claims, CancellationToken ct)
    {
        var check = ProviderCheck.Of(provider.Kind, provider.Rules, claims);
        var (person, why) = check.Refusal is null ? await WouldBeAsync(provider, check, ct) : (null, check.Refusal);
        var role = check.DecidesRole ? check.Role : person?.Role ?? check.Role;
        return new ProviderTry(
            clock.GetUtcNow(), actor.Name, provider.Revision,
            [.. claims.All.Where(claim => !Protocol.Contains(claim.Key, StringComparer.Ordinal)).Take(MostClaims).Select(claim => KeyValuePair.Create(claim.Key, claim.Value.Clipped(LongestClaim)))],
            check.Identity is { } identity ? $"{identity.Issuer} {identity.Subject}" : null,
            person?.Email ?? (why is null ? check.Identity?.Email : null), why is null && person is null, role, why,
            [.. TryChecks.Of(provider, check, claims, why, person).OrderBy(found => found.Tone)]);
    }

    /// <summary>The person at the console makes an account at a provider a way to sign in as themselves.</summary>
    /// <exception cref="SignInNotFreshException">They signed in too long ago.</exception>
    /// <exception cref="ForbiddenException">The provider is another organization's, or off, or its rules do not let the account in.</exception>
    /// <exception cref="ConflictException">The account is somebody's already.</exception>
    public async Task ConnectAsync(Actor actor, ProviderSnapshot provider, ProviderClaims claims, CancellationToken ct)
    {
        FreshSignIn.Require(FreshAct.ConnectAccount, actor, clock.GetUtcNow());
        var check = ProviderCheck.Of(provider.Kind, provider.Rules, claims);
        if (provider.OrganizationKey != actor.OrganizationKey || !provider.IsEnabled || check is not { Identity: { } identity, Refusal: null })
        {
            throw new ForbiddenException();
        }

        var login = LoginOf(provider, identity, actor.Id ?? throw new ForbiddenException());
        if (!await store.ConnectAsync(login, Audit(actor, "provider.connect", provider, new { identity.Issuer, identity.Subject }), ct))
        {
            throw new ConflictException("This account is connected to somebody already.");
        }
    }

    /// <summary>The account no longer signs anybody in.</summary>
    /// <exception cref="SignInNotFreshException">The actor signed in too long ago.</exception>
    /// <exception cref="NotFoundException">The actor has no such account.</exception>
    public async Task DisconnectAsync(Actor actor, string issuer, string subject, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        FreshSignIn.Require(FreshAct.ConnectAccount, actor, now);
        var audit = actor.Audit(now, "provider.disconnect", new AuditSubject("person", actor.Id?.ToString(), actor.Name), new { issuer, subject });
        if (!await store.DisconnectAsync(actor.Id ?? throw new ForbiddenException(), issuer, subject, audit, ct))
        {
            throw new NotFoundException("You have no such account.");
        }
    }

    /// <summary>
    /// Somebody has opened a one-time link and come back from a provider: the account becomes their way in, the link is used up, and
    /// they are signed in as at every other time. Whoever has the link decides whose account it is, as with a password.
    /// </summary>
    /// <param name="provider">The one whose callback it was. Has to be of the link's organization.</param>
    /// <param name="claims">Of a token that was validated.</param>
    /// <param name="link">As it was opened. Whether it is open still is asked in the transaction.</param>
    /// <param name="sourceAddress">For the audit log.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ProviderSignInOutcome> AcceptAsync(ProviderSnapshot provider, ProviderClaims claims, OpenedLink link, string? sourceAddress, CancellationToken ct)
    {
        var check = ProviderCheck.Of(provider.Kind, provider.Rules, claims);
        var person = await people.FindStateAsync(link.PersonId, ct);
        if ((provider.IsEnabled && provider.OrganizationKey == link.OrganizationKey ? check.Refusal : SignInRefusal.Off) is { } refusal)
        {
            return await RefuseAsync(provider.Actor(sourceAddress), provider, refusal, person, ct);
        }

        var identity = check.Identity!;
        if (await IsOfAnotherAsync(provider, identity, link, ct))
        {
            return await RefuseAsync(provider.Actor(sourceAddress), provider, SignInRefusal.OtherPerson, person, ct);
        }

        var actor = new Actor("person", link.PersonId, link.Email, link.OrganizationKey, link.OrganizationId, link.Role, sourceAddress);
        var after = new { identity.Issuer, identity.Subject, account = identity.Email, with = link.IsInvitation ? "invitation" : "link" };
        switch (await store.AcceptAsync(LoginOf(provider, identity, link.PersonId), link.Hash, clock.GetUtcNow(), Audit(actor, "provider.connect", provider, after), ct))
        {
            case AcceptOutcome.Taken:
                return await RefuseAsync(provider.Actor(sourceAddress), provider, SignInRefusal.Taken, person, ct);
            case AcceptOutcome.LinkGone:
                return await RefuseAsync(provider.Actor(sourceAddress), provider, SignInRefusal.LinkGone, person, ct);
        }

        states.Forget(link.PersonId);
        return await SignInAsync(provider, claims, sourceAddress, ct);
    }

    /// <summary>Most likely somebody is signed in at the provider as somebody else, or the link was passed on.</summary>
    private async Task<bool> IsOfAnotherAsync(ProviderSnapshot provider, ProviderIdentity identity, OpenedLink link, CancellationToken ct) =>
        identity is { IsEmailVerified: true, Email: { } email }
        && (await people.FindByEmailAsync(PeopleService.Normalise(email), provider.OrganizationId.ToString(), ct)).Any(other => other.Id != link.PersonId);

    /// <summary>Notes a sign-in that failed before the provider said whose it is.</summary>
    /// <param name="problem">A word for the audit log.</param>
    /// <param name="wrong">What an ID token that is not valid has wrong, in a word; null for other problems.</param>
    public Task FailedAsync(ProviderSnapshot provider, string problem, string? wrong, string? sourceAddress, CancellationToken ct) =>
        store.AppendAsync(
            Audit(provider.Actor(sourceAddress), "session.fail", provider, wrong is null ? (object)new { provider = provider.Name, why = problem } : new { provider = provider.Name, why = problem, wrong }), ct);

    /// <summary>The actor's own accounts at providers.</summary>
    public Task<IReadOnlyList<ProviderLogin>> LoginsAsync(Actor actor, CancellationToken ct) => store.LoginsOfAsync(actor.Id ?? throw new ForbiddenException(), ct);

    private async Task<(PersonState? Person, SignInRefusal? Why)> WouldBeAsync(ProviderSnapshot provider, ProviderCheck check, CancellationToken ct)
    {
        if (await store.FindPersonAsync(provider.OrganizationKey, check.Identity!, ct) is not { } known)
        {
            return (null, await WhyNotAddedAsync(provider, check, ct));
        }

        var person = await people.FindStateAsync(known, ct);
        return (person, person is null or { IsLocked: true } ? SignInRefusal.Locked : null);
    }

    /// <summary>Null if the person may come in unasked.</summary>
    private async Task<SignInRefusal?> WhyNotAddedAsync(ProviderSnapshot provider, ProviderCheck check, CancellationToken ct)
    {
        if (!check.VouchesFor(provider.Rules) || !PeopleService.IsAddress(check.Identity!.Email!))
        {
            return SignInRefusal.NotConnected;
        }

        return (await people.FindByEmailAsync(PeopleService.Normalise(check.Identity.Email!), provider.OrganizationId.ToString(), ct)).Count > 0 ? SignInRefusal.AddressTaken
            : check.Role is null ? SignInRefusal.NoRole
            : null;
    }

    private async Task<(Guid? Added, SignInRefusal Why)> AddAsync(Actor actor, ProviderSnapshot provider, ProviderCheck check, CancellationToken ct)
    {
        if (await WhyNotAddedAsync(provider, check, ct) is { } why)
        {
            return (null, why);
        }

        var now = clock.GetUtcNow();
        var person = PeopleService.NewPersonRow(Guid.NewGuid(), check.Identity!.Email!, check.Role!.Value, now);
        person.OrganizationKey = provider.OrganizationKey;
        var audit = actor.Audit(now, "person.create", new AuditSubject("person", person.Id.ToString(), person.Email!), after: new { email = person.Email, person.Role, provider = provider.Name });
        return await store.AddPersonAsync(person, LoginOf(provider, check.Identity, person.Id), audit, ct) ? (person.Id, default) : (null, SignInRefusal.AddressTaken);
    }

    private async Task ChangeRoleAsync(Actor actor, ProviderSnapshot provider, PersonState person, PortalRole role, CancellationToken ct)
    {
        var subject = new AuditSubject("person", person.Id.ToString(), person.Email);
        try
        {
            await people.ChangeAsync(
                provider.OrganizationKey,
                person.Id,
                row =>
                {
                    var (before, losesOwner) = (new { row.Role }, row.Role == PortalRole.Owner && role != PortalRole.Owner);
                    row.Role = role;
                    row.IsBreakGlass &= role == PortalRole.Owner;
                    return new PersonChange(actor.Audit(clock.GetUtcNow(), "person.change", subject, before, new { row.Role, provider = provider.Name }), Remove: false, losesOwner);
                },
                ct);
        }
        catch (ConflictException)
        {
            // The claims would leave the organization without an owner.
            await store.AppendAsync(actor.Audit(clock.GetUtcNow(), "provider.keepOwner", subject, new { person.Role }, new { claimed = role, provider = provider.Name }), ct);
        }

        states.Forget(person.Id);
    }

    private async Task<ProviderSignInOutcome> RefuseAsync(Actor actor, ProviderSnapshot provider, SignInRefusal why, PersonState? person, CancellationToken ct)
    {
        var subject = person is null ? new AuditSubject("provider", provider.Id.ToString(), provider.Name) : new AuditSubject("person", person.Id.ToString(), person.Email);
        await store.AppendAsync(actor.Audit(clock.GetUtcNow(), "session.fail", subject, after: new { provider = provider.Name, why }), ct);
        return new ProviderSignInOutcome.Refused(why);
    }

    private ProviderLogin LoginOf(ProviderSnapshot provider, ProviderIdentity identity, Guid person) => new()
    {
        OrganizationKey = provider.OrganizationKey,
        Issuer = identity.Issuer,
        Subject = identity.Subject,
        PersonId = person,
        ProviderId = provider.Id,
        CreatedAt = clock.GetUtcNow(),
    };

    private AuditEntry Audit(Actor actor, string action, ProviderSnapshot provider, object after) =>
        actor.Audit(clock.GetUtcNow(), action, new AuditSubject("provider", provider.Id.ToString(), provider.Name), after: after);
}
