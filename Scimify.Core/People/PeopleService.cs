using Scimify.Core.Audit;
using System.Net.Mail;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.SignIns;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.People;

/// <summary>Creates and changes the people of the console and the REST API. The command line calls the same methods.</summary>
public sealed class PeopleService(
    IPeopleStore store, IPasswordHasher<Person> passwords, PasswordLinkService links, SignInWaits waits, PersonStates states, TimeProvider clock)
{
    private const int MaxEmailLength = 254;
    private const int MaxNameLength = 100;
    private const int MaxReasonLength = 300;

    /// <summary>The form in which people's addresses are looked up, also by ASP.NET Core Identity.</summary>
    public static string Normalise(string email) => ScimText.Normalise(email.Trim());

    /// <summary>Invites a person to the actor's organization: they set their own password, with a link that works once.</summary>
    /// <exception cref="ForbiddenException">The role may not manage people.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>email</c>.</exception>
    /// <exception cref="ConflictException">The organization has a person with the e-mail address.</exception>
    public async Task<IssuedLink> InviteAsync(Actor actor, string email, PortalRole role, CancellationToken ct)
    {
        actor.Require(Permission.ManagePeople);
        FreshSignIn.Require(FreshAct.InvitePerson, actor, clock.GetUtcNow());
        RequireEmail(email.Trim());
        var person = NewPersonRow(Guid.NewGuid(), email.Trim(), role, clock.GetUtcNow());
        (person.Link, var secret) = await links.OfNewPersonAsync(actor, ct);
        var expiresAt = person.Link.ExpiresAt;
        await AddAsync(
            person,
            new OrganizationChoice.Existing(actor.OrganizationKey),
            onlyAsFirst: false,
            owner => Audit(actor, "person.invite", person, after: new { person.Email, role, organization = owner.Name, expiresAt }),
            ct);
        return new IssuedLink(person.Id, person.Email!, IsInvitation: true, expiresAt, secret);
    }

    /// <summary>For the console's set-up page: creates an owner if nobody exists yet.</summary>
    /// <exception cref="ConflictException">Somebody exists already.</exception>
    /// <exception cref="ValidationFailedException"><c>email</c> or <c>password</c>.</exception>
    public Task<CreatedPerson> CreateFirstOwnerAsync(string email, string password, string? sourceAddress, CancellationToken ct) => AddAsync(
        new NewPerson(email, PortalRole.Owner, password),
        new OrganizationChoice.First(),
        onlyAsFirst: true,
        organization => new Actor("system", null, "first-run set-up", organization.Key, organization.Id, PortalRole.Owner, sourceAddress),
        ct);

    /// <summary>Whoever can run the command line on the data can add anybody. A generated password has to be changed at the first sign-in.</summary>
    /// <exception cref="ConflictException">The organization has a person with the e-mail address.</exception>
    /// <exception cref="ValidationFailedException"><c>email</c>, <c>password</c> or <c>organization</c>.</exception>
    public Task<CreatedPerson> CreateFromCommandLineAsync(NewPerson request, string? organization, CancellationToken ct)
    {
        if (organization is not null && (organization.Trim().Length is 0 or > 100 || organization.Any(char.IsControl)))
        {
            throw ValidationFailedException.Of("organization", "must be a UUID or a name of 1 to 100 characters.");
        }

        OrganizationChoice choice = organization is null ? new OrganizationChoice.First() : new OrganizationChoice.NameOrId(organization.Trim());
        return AddAsync(request, choice, onlyAsFirst: false, made => Actor.OfCommandLine(made.Key, made.Id), ct);
    }

    /// <exception cref="ForbiddenException">The role may not read people.</exception>
    public async Task<IReadOnlyList<PersonView>> ListAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadPeople);
        return await waits.OfAsync(await store.ListAsync(actor.OrganizationKey, ct), ct);
    }

    /// <exception cref="ForbiddenException">The role may not read people.</exception>
    /// <exception cref="NotFoundException">This organization has no such person.</exception>
    public async Task<PersonView> GetAsync(Actor actor, Guid id, CancellationToken ct) =>
        (await ListAsync(actor, ct)).FirstOrDefault(person => person.Id == id) ?? throw Unknown(id);

    /// <summary>Changes role and lock together, as <see cref="ChangeRoleAsync"/>, <see cref="LockAsync"/> and <see cref="UnlockAsync"/> do, and whether an owner is break-glass. Null leaves each unchanged. Whoever is no owner any more is not break-glass either.</summary>
    /// <exception cref="ConflictException">The person is the last owner, or the last way in of an owner.</exception>
    /// <exception cref="NotFoundException">This organization has no such person.</exception>
    /// <exception cref="PreconditionFailedException">The person is not the expected version.</exception>
    /// <exception cref="SignInNotFreshException">As with <see cref="ChangeRoleAsync"/> and <see cref="UnlockAsync"/>, or the person would become break-glass.</exception>
    /// <exception cref="ValidationFailedException"><c>breakGlass</c>: the person is no owner. <c>reason</c>: longer than 300 characters, or several lines.</exception>
    /// <returns>What the person may more now; null if the role gives them nothing more.</returns>
    public async Task<RaisedRole?> ChangeAsync(
        Actor actor, Guid id, PortalRole? role, bool? locked, CancellationToken ct, Precondition? expected = null, bool? breakGlass = null, string? reason = null)
    {
        var why = ReasonOf(reason);
        RaisedRole? raised = null;
        var email = "";
        await ChangeAsync(
            actor,
            id,
            person =>
            {
                expected?.Require(TagOf(person));
                RequireFreshFor(actor, person, role, locked);
                var before = State(person);
                raised = RaisedRole.Of(person, role, why);
                var mattered = person.Role == PortalRole.Owner;
                (email, person.Role) = (person.Email!, role ?? person.Role);
                SetBreakGlass(actor, person, breakGlass ?? person.IsBreakGlass, isAsked: breakGlass is true);
                if (locked is { } isLocked)
                {
                    SetLock(person, isLocked);
                }

                var losesOwner = mattered && (person.Role != PortalRole.Owner || locked == true);
                return new PersonChange(Audit(actor, "person.change", person, before, State(person, why)), Remove: false, losesOwner) { KeepsSessions = role is null && locked is null && breakGlass is true };
            },
            ct);
        if (locked == false)
        {
            await waits.EndAsync(id, email, ct);
        }

        return raised;
    }

    /// <exception cref="ValidationFailedException"><c>reason</c>.</exception>
    private static string? ReasonOf(string? given)
    {
        var reason = given?.Trim() is { Length: > 0 } text ? text : null;
        return reason is { Length: > MaxReasonLength } || reason?.Any(char.IsControl) == true
            ? throw ValidationFailedException.Of("reason", $"must have at most {MaxReasonLength} characters, on one line.")
            : reason;
    }

    private void RequireFreshFor(Actor actor, Person person, PortalRole? role, bool? locked)
    {
        if (role is { } next && Permissions.MayMore(person.Role, next))
        {
            FreshSignIn.Require(FreshAct.RaiseRole, actor, clock.GetUtcNow());
        }

        if (locked == false && IsLocked(person))
        {
            FreshSignIn.Require(FreshAct.UnlockPerson, actor, clock.GetUtcNow());
        }
    }

    private static bool IsLocked(Person person) => person.LockoutEnd >= PersonLock.Forever;

    private void SetBreakGlass(Actor actor, Person person, bool isBreakGlass, bool isAsked)
    {
        if (isAsked && person.Role != PortalRole.Owner)
        {
            throw ValidationFailedException.Of("breakGlass", "can be true for owners only.");
        }

        if (isAsked && !person.IsBreakGlass)
        {
            FreshSignIn.Require(FreshAct.NameBreakGlass, actor, clock.GetUtcNow());
        }

        person.IsBreakGlass = isBreakGlass && person.Role == PortalRole.Owner;
    }

    private static object State(Person person, string? reason = null) => new { person.Role, locked = IsLocked(person), breakGlass = person.IsBreakGlass, reason };

    private static NotFoundException Unknown(Guid id) => new($"Person with UUID {id} not found");

    /// <summary>Ends the person's sessions. Their tokens go on with the new role. The reason goes into the audit log.</summary>
    /// <exception cref="ConflictException">The person is the last owner.</exception>
    /// <exception cref="NotFoundException">This organization has no such person.</exception>
    /// <exception cref="SignInNotFreshException">The role may something that the present one may not, and the actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>reason</c>: longer than 300 characters, or several lines.</exception>
    /// <returns>As <see cref="ChangeAsync(Actor, Guid, PortalRole?, bool?, CancellationToken, Precondition?, bool?, string?)"/>.</returns>
    public async Task<RaisedRole?> ChangeRoleAsync(Actor actor, Guid id, PortalRole role, CancellationToken ct, string? reason = null)
    {
        var why = ReasonOf(reason);
        RaisedRole? raised = null;
        await ChangeAsync(
            actor,
            id,
            person =>
            {
                RequireFreshFor(actor, person, role, locked: null);
                var before = new { person.Role };
                raised = RaisedRole.Of(person, role, why);
                var losesOwner = person.Role == PortalRole.Owner && role != PortalRole.Owner;
                person.Role = role;
                SetBreakGlass(actor, person, person.IsBreakGlass, isAsked: false);
                return new PersonChange(Audit(actor, "person.change", person, before, new { person.Role, reason = why }), Remove: false, losesOwner);
            },
            ct);
        return raised;
    }

    /// <summary>Ends the person's sessions and stops their tokens until they are unlocked.</summary>
    /// <exception cref="ConflictException">The person is the last owner.</exception>
    /// <exception cref="NotFoundException">This organization has no such person.</exception>
    public Task LockAsync(Actor actor, Guid id, CancellationToken ct) => ChangeAsync(
        actor,
        id,
        person =>
        {
            SetLock(person, isLocked: true);
            return new PersonChange(Audit(actor, "person.lock", person), Remove: false, person.Role == PortalRole.Owner);
        },
        ct);

    /// <summary>Ends an owner's lock, and the waits of those who tried wrong passwords or codes.</summary>
    /// <exception cref="SignInNotFreshException">The person is locked, and the actor is at the console and signed in too long ago.</exception>
    /// <exception cref="NotFoundException">This organization has no such person.</exception>
    public async Task UnlockAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var email = "";
        await ChangeAsync(
            actor,
            id,
            person =>
            {
                email = person.Email!;
                RequireFreshFor(actor, person, role: null, locked: false);
                SetLock(person, isLocked: false);
                return new PersonChange(Audit(actor, "person.unlock", person), Remove: false, LosesOwner: false);
            },
            ct);
        await waits.EndAsync(id, email, ct);
    }

    /// <summary>Deletes the person with their sessions and personal access tokens. SCIM tokens that they created stay.</summary>
    /// <exception cref="ConflictException">The person is the last owner.</exception>
    /// <exception cref="NotFoundException">This organization has no such person.</exception>
    /// <exception cref="PreconditionFailedException">The person is not the expected version.</exception>
    public Task RemoveAsync(Actor actor, Guid id, CancellationToken ct, Precondition? expected = null) => ChangeAsync(
        actor,
        id,
        person =>
        {
            expected?.Require(TagOf(person));
            return new PersonChange(Audit(actor, "person.remove", person, new { person.Email, person.Role }), Remove: true, person.Role == PortalRole.Owner);
        },
        ct);

    /// <summary>What the actor wants to be called from now on.</summary>
    /// <param name="actor">Changes their own name.</param>
    /// <param name="displayName">At most 100 characters; empty for the e-mail address.</param>
    /// <param name="ct">Cancels before the write begins.</param>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    /// <exception cref="ValidationFailedException"><c>displayName</c>.</exception>
    public async Task RenameOwnAsync(Actor actor, string displayName, CancellationToken ct)
    {
        var id = actor.Id ?? throw new ForbiddenException();
        var name = displayName.Trim() is { Length: > 0 } trimmed ? trimmed : null;
        if (name?.Length > MaxNameLength || name?.Any(char.IsControl) == true)
        {
            throw ValidationFailedException.Of("displayName", $"must have at most {MaxNameLength} characters, on one line.");
        }

        var subject = new AuditSubject("person", id.ToString(), actor.Name);
        if (!await store.RenameAsync(id, name, before => actor.Audit(clock.GetUtcNow(), "person.change", subject, new { displayName = before }, new { displayName = name }), ct))
        {
            throw Unknown(id);
        }

        states.Forget(id);
    }

    private static void SetLock(Person person, bool isLocked)
    {
        person.LockoutEnabled = true;
        person.LockoutEnd = isLocked ? PersonLock.Forever : null;
        person.Link = isLocked ? null : person.Link;
    }

    private static string TagOf(Person person) => PersonView.TagOf(person.Role, IsLocked(person), person.IsBreakGlass);

    private async Task ChangeAsync(Actor actor, Guid id, Func<Person, PersonChange> change, CancellationToken ct)
    {
        actor.Require(Permission.ManagePeople);
        if (!await store.ChangeAsync(actor.OrganizationKey, id, change, ct))
        {
            throw Unknown(id);
        }

        states.Forget(id);
    }

    private AuditEntry Audit(Actor actor, string action, Person person, object? before = null, object? after = null) =>
        actor.Audit(clock.GetUtcNow(), action, new AuditSubject("person", person.Id.ToString(), person.Email!), before, after);

    private async Task<CreatedPerson> AddAsync(
        NewPerson request, OrganizationChoice organization, bool onlyAsFirst, Func<Organization, Actor> actor, CancellationToken ct)
    {
        var email = request.Email.Trim();
        var generated = request.Password is null ? PasswordRules.Generate() : null;
        RequireEmail(email);
        RequirePassword(request.Password, email, organization: null);
        var person = NewPersonRow(Guid.NewGuid(), email, request.Role, clock.GetUtcNow());
        person.PasswordHash = passwords.HashPassword(person, request.Password ?? generated!);
        person.MustChangePassword = generated is not null;
        var added = await AddAsync(
            person,
            organization,
            onlyAsFirst,
            owner =>
            {
                RequirePassword(request.Password, email, owner.Name);
                return Audit(actor(owner), "person.create", person, after: new { email, request.Role, organization = owner.Name });
            },
            ct);
        return new CreatedPerson(person.Id, email, added.Organization.Name, added.OrganizationIsNew, generated);
    }

    private async Task<AddPersonOutcome.Added> AddAsync(
        Person person, OrganizationChoice organization, bool onlyAsFirst, Func<Organization, AuditEntry> audit, CancellationToken ct) =>
        await store.AddAsync(person, organization, onlyAsFirst, audit, ct) switch
        {
            AddPersonOutcome.Added added => added,
            AddPersonOutcome.EmailTaken => throw new ConflictException($"There is already a person with the e-mail address {person.Email}."),
            AddPersonOutcome.NotTheFirst => throw new ConflictException("There is already an owner. Sign in instead."),
            AddPersonOutcome.NoOrganization => throw new NotFoundException("The organization no longer exists."),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <remarks>ASP.NET Core Identity wants one name for all organizations. Addresses are not, so it is the UUID.</remarks>
    internal static Person NewPersonRow(Guid id, string email, PortalRole role, DateTimeOffset now) => new()
    {
        Id = id,
        UserName = id.ToString(),
        NormalizedUserName = Normalise(id.ToString()),
        Email = email,
        NormalizedEmail = Normalise(email),
        EmailConfirmed = true,
        LockoutEnabled = true,
        SecurityStamp = Guid.NewGuid().ToString("N"),
        Role = role,
        CreatedAt = now,
    };

    /// <summary>Whether mail could go there: <c>ada@example.com</c>, without a name and without a comment.</summary>
    internal static bool IsAddress(string email) => email.Length is > 0 and <= MaxEmailLength && MailAddress.TryCreate(email, out var parsed) && parsed.Address == email;

    private static void RequireEmail(string email)
    {
        if (!IsAddress(email))
        {
            throw ValidationFailedException.Of("email", "must be an e-mail address such as ada@example.com.");
        }
    }

    private static void RequirePassword(string? password, string email, string? organization)
    {
        if (password is not null && PasswordRules.Problem(password, email, organization) is { } problem)
        {
            throw ValidationFailedException.Of("password", problem);
        }
    }
}

/// <param name="Password">Null to generate one.</param>
public sealed record NewPerson(string Email, PortalRole Role, string? Password)
{
    public override string ToString() => $"NewPerson {{ {Role} }}";
}

/// <param name="GeneratedPassword">Shown once; null if the caller gave the password.</param>
public sealed record CreatedPerson(Guid Id, string Email, string OrganizationName, bool OrganizationIsNew, string? GeneratedPassword)
{
    public override string ToString() => $"CreatedPerson {{ {Id} }}";
}

/// <summary>Somebody may more than before.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Reason">As it was given; null for none.</param>
public sealed record RaisedRole(Guid PersonId, string Email, string Name, PortalRole Before, PortalRole After, string? Reason)
{
    /// <param name="person">With the role before.</param>
    /// <param name="role">Null to keep it.</param>
    internal static RaisedRole? Of(Person person, PortalRole? role, string? reason) =>
        role is { } next && Permissions.MayMore(person.Role, next) ? new(person.Id, person.Email!, person.DisplayName ?? person.Email!, person.Role, next, reason) : null;
}
