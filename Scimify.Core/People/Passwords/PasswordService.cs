using Microsoft.AspNetCore.Identity;
using Scimify.Core.Requests;

namespace Scimify.Core.People.Passwords;

/// <summary>Sets the passwords of people who exist. A new password ends all their sessions and their link, on all servers.</summary>
public sealed class PasswordService(IPeopleStore people, IPasswordStore store, IPasswordHasher<Person> hasher, PersonStates states, TimeProvider clock)
{
    /// <summary>A person changes their own password.</summary>
    /// <param name="actor">The person at the console.</param>
    /// <param name="current">As it was typed.</param>
    /// <param name="next">As it was typed.</param>
    /// <param name="ct">Cancels before the write begins.</param>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    /// <exception cref="ValidationFailedException"><c>current</c> or <c>password</c>. The caller limits how often the first may happen.</exception>
    /// <exception cref="ConflictException">The password was changed in the meantime.</exception>
    public async Task ChangeAsync(Actor actor, string current, string next, CancellationToken ct)
    {
        var id = actor.Id ?? throw new ForbiddenException();
        var stored = await store.FindAsync(id, ct) ?? throw new ForbiddenException();
        if (stored.Hash is not { } hash || hasher.VerifyHashedPassword(new Person(), hash, current) == PasswordVerificationResult.Failed)
        {
            throw ValidationFailedException.Of("current", "is not your present password.");
        }

        if (hasher.VerifyHashedPassword(new Person(), hash, next) != PasswordVerificationResult.Failed)
        {
            throw ValidationFailedException.Of("password", "must be another one than the present one.");
        }

        Require(next, stored);
        await SetAsync(actor, id, hasher.HashPassword(new Person(), next), person => person.PasswordHash == hash, "password.change", mustChange: false, null, ct);
    }

    /// <summary>Whoever can run the command line on the data can reset anybody's password. The person has to change it at the next sign-in.</summary>
    /// <returns>The new password, which is never shown again.</returns>
    public async Task<string> ResetFromCommandLineAsync(PersonState person, CancellationToken ct)
    {
        var password = PasswordRules.Generate();
        var actor = Actor.OfCommandLine(person.OrganizationKey, person.OrganizationId);
        await SetAsync(actor, person.Id, hasher.HashPassword(new Person(), password), _ => true, "password.reset", mustChange: true, null, ct);
        return password;
    }

    /// <summary>For <see cref="PasswordLinkService"/>, which has checked the link.</summary>
    internal async Task SetByLinkAsync(Actor actor, OpenedLink link, string hash, string password, CancellationToken ct)
    {
        Require(password, new StoredPassword(null, link.Email, link.Organization));
        var now = clock.GetUtcNow();
        await SetAsync(
            actor,
            link.PersonId,
            hasher.HashPassword(new Person(), password),
            person => person.Link is { } open && open.Hash == hash && open.ExpiresAt > now && person.LockoutEnd != PersonLock.Forever,
            "password.reset",
            mustChange: false,
            new { with = link.IsInvitation ? "invitation" : "link" },
            ct);
    }

    private async Task SetAsync(
        Actor actor, Guid id, string hash, Func<Person, bool> still, string action, bool mustChange, object? after, CancellationToken ct)
    {
        var known = await people.ChangeAsync(
            actor.OrganizationKey,
            id,
            person =>
            {
                if (!still(person))
                {
                    throw new ConflictException("Somebody else was faster: the password or the link has changed.");
                }

                person.PasswordHash = hash;
                person.MustChangePassword = mustChange;
                person.Link = null;
                return new PersonChange(actor.Audit(clock.GetUtcNow(), action, new AuditSubject("person", person.Id.ToString(), person.Email!), after: after), Remove: false, LosesOwner: false);
            },
            ct);
        if (!known)
        {
            throw new NotFoundException("The person has been removed.");
        }

        states.Forget(id);
    }

    private static void Require(string password, StoredPassword of)
    {
        if (PasswordRules.Problem(password, of.Email, of.Organization) is { } problem)
        {
            throw ValidationFailedException.Of("password", problem);
        }
    }
}
