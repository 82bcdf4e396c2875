using System.Security.Cryptography;
using Scimify.Core.Requests;

namespace Scimify.Core.People.Passwords;

/// <summary>Makes, ends and uses one-time links to a new password: invitations, and resets for people who forgot theirs.</summary>
public sealed class PasswordLinkService(IPeopleStore people, IPasswordStore store, PasswordService passwords, IKeyedHash hash, PersonStates states, TimeProvider clock)
{
    public static readonly TimeSpan LifeOfInvitation = TimeSpan.FromHours(72);

    public static readonly TimeSpan LifeOfReset = TimeSpan.FromHours(24);

    private const int SecretDigits = 64;

    /// <summary>Makes a link for a person of the actor's organization: an invitation until they have a password, and a reset from then on.</summary>
    /// <exception cref="ForbiddenException">The role may not manage people.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="NotFoundException">This organization has no such person.</exception>
    /// <exception cref="ConflictException">The person is locked.</exception>
    public async Task<IssuedLink> IssueAsync(Actor actor, Guid personId, CancellationToken ct)
    {
        actor.Require(Permission.ManagePeople);
        FreshSignIn.Require(FreshAct.MakeSignInLink, actor, clock.GetUtcNow());
        var secret = NewSecret();
        var stored = await hash.OfAsync(secret, ct);
        IssuedLink? issued = null;
        await ChangeAsync(
            actor,
            personId,
            person =>
            {
                if (person.LockoutEnd >= PersonLock.Forever)
                {
                    throw new ConflictException("The person is locked. Unlock them first.");
                }

                var link = Fill(person.Link ??= New(), actor, stored, person.PasswordHash is null);
                issued = new IssuedLink(person.Id, person.Email!, link.IsInvitation, link.ExpiresAt, secret);
                return Change(actor, link.IsInvitation ? "person.invite" : "password.link", person, after: new { link.ExpiresAt });
            },
            ct);
        return issued!;
    }

    /// <summary>Ends a link before it is used.</summary>
    /// <exception cref="ForbiddenException">The role may not manage people.</exception>
    /// <exception cref="NotFoundException">This organization has no such person, or the person has no link.</exception>
    public Task RevokeAsync(Actor actor, Guid personId, CancellationToken ct)
    {
        actor.Require(Permission.ManagePeople);
        return ChangeAsync(
            actor,
            personId,
            person =>
            {
                var link = person.Link is { } open && open.ExpiresAt > clock.GetUtcNow() ? open : throw new NotFoundException($"The person with UUID {personId} has no open link");
                person.Link = null;
                return Change(actor, "password.revokeLink", person, before: new { link.CreatedBy, link.ExpiresAt });
            },
            ct);
    }

    /// <summary>Whose link it is; null if it is none, was used, replaced or ended, or has expired. It stays usable.</summary>
    public async Task<OpenedLink?> FindAsync(string secret, CancellationToken ct) =>
        secret.Length == SecretDigits ? await FindByHashAsync(await hash.OfAsync(secret, ct), ct) : null;

    /// <summary>As <see cref="FindAsync"/>, for whoever has opened the link before.</summary>
    /// <param name="stored">As <see cref="OpenedLink.Hash"/>.</param>
    public async Task<OpenedLink?> FindByHashAsync(string stored, CancellationToken ct) =>
        await store.FindLinkAsync(stored, ct) is { } link && link.ExpiresAt > clock.GetUtcNow() && await states.FindAsync(link.PersonId, ct) is { IsLocked: false }
            ? link
            : null;

    /// <summary>Sets the password and uses up the link.</summary>
    /// <returns>False if the link no longer works.</returns>
    /// <exception cref="ValidationFailedException"><c>password</c>. The link stays usable.</exception>
    public async Task<bool> UseAsync(string secret, string password, string? sourceAddress, CancellationToken ct)
    {
        if (await FindAsync(secret, ct) is not { } link)
        {
            return false;
        }

        var person = new Actor("person", link.PersonId, link.Email, link.OrganizationKey, link.OrganizationId, link.Role, sourceAddress);
        try
        {
            await passwords.SetByLinkAsync(person, link, await hash.OfAsync(secret, ct), password, ct);
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }

    /// <summary>For a person who is about to be stored.</summary>
    internal async Task<(PasswordLink Link, string Secret)> OfNewPersonAsync(Actor actor, CancellationToken ct)
    {
        var secret = NewSecret();
        return (Fill(New(), actor, await hash.OfAsync(secret, ct), isInvitation: true), secret);
    }

    private async Task ChangeAsync(Actor actor, Guid personId, Func<Person, PersonChange> change, CancellationToken ct)
    {
        if (!await people.ChangeAsync(actor.OrganizationKey, personId, change, ct))
        {
            throw new NotFoundException($"Person with UUID {personId} not found");
        }
    }

    private PersonChange Change(Actor actor, string action, Person person, object? before = null, object? after = null) => new(
        actor.Audit(clock.GetUtcNow(), action, new AuditSubject("person", person.Id.ToString(), person.Email!), before, after), Remove: false, LosesOwner: false)
    {
        KeepsSessions = true,
    };

    private static PasswordLink New() => new() { Hash = "", CreatedBy = "" };

    private PasswordLink Fill(PasswordLink link, Actor actor, string stored, bool isInvitation)
    {
        var now = clock.GetUtcNow();
        (link.Hash, link.CreatedBy, link.IsInvitation) = (stored, actor.Name, isInvitation);
        (link.CreatedAt, link.ExpiresAt) = (now, now + (isInvitation ? LifeOfInvitation : LifeOfReset));
        return link;
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(SecretDigits, lowercase: true);
}
