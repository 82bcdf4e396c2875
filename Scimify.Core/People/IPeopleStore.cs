using Scimify.Core.Audit;
using Scimify.Core.People.Passwords;

namespace Scimify.Core.People;

/// <summary>Stores organizations and people. Each write commits with its audit entry.</summary>
public interface IPeopleStore
{
    Task<bool> AnyoneAsync(CancellationToken ct);

    Task<PersonState?> FindStateAsync(Guid id, CancellationToken ct);

    /// <summary>Ignores case. Null if nobody has that address.</summary>
    /// <param name="normalizedEmail">As <see cref="PeopleService.Normalise"/> makes it. Each organization has at most one person with it.</param>
    /// <param name="organization">The name or UUID of the only organization to look in; null for all.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>In the order in which the organizations were made.</returns>
    Task<IReadOnlyList<PersonState>> FindByEmailAsync(string normalizedEmail, string? organization, CancellationToken ct);

    /// <summary>Sorted by e-mail address.</summary>
    Task<IReadOnlyList<PersonView>> ListAsync(int organizationKey, CancellationToken ct);

    /// <summary>The people of all organizations, by organization and e-mail address. For whoever operates the installation.</summary>
    Task<IReadOnlyList<PersonOfInstallation>> ListEveryoneAsync(CancellationToken ct);

    /// <summary>Stores the person, and the organization too if the choice asks for one that does not exist.</summary>
    /// <param name="person">Its organization is filled in.</param>
    /// <param name="organization">Which organization.</param>
    /// <param name="onlyAsFirst">Refuse if anybody exists already.</param>
    /// <param name="audit">Called when the organization is known.</param>
    /// <param name="ct">Cancels before the write begins.</param>
    Task<AddPersonOutcome> AddAsync(
        Person person, OrganizationChoice organization, bool onlyAsFirst, Func<Organization, AuditEntry> audit, CancellationToken ct);

    /// <summary>Gives the person another name to be called by. Nothing else changes, and no session ends.</summary>
    /// <param name="audit">Called with the name before. Nothing is written if it is the same.</param>
    /// <returns>False if the person no longer exists.</returns>
    Task<bool> RenameAsync(Guid id, string? displayName, Func<string?, AuditEntry> audit, CancellationToken ct);

    /// <summary>Changes a person of the organization, with their link. Ends their sessions and gives them a new security stamp, unless the change says otherwise.</summary>
    /// <param name="change">Runs in the transaction. If it throws, nothing is stored.</param>
    /// <returns>False if this organization has no such person.</returns>
    Task<bool> ChangeAsync(int organizationKey, Guid id, Func<Person, PersonChange> change, CancellationToken ct);
}

/// <summary>The consequences of a change of a person.</summary>
/// <param name="Audit">Committed with the change.</param>
/// <param name="Remove">Whether to delete the person and their tokens.</param>
/// <param name="LosesOwner">Whether to refuse if no other owner remains who is not locked and has a way in: a password, a passkey or an account at a provider.</param>
public sealed record PersonChange(AuditEntry Audit, bool Remove, bool LosesOwner)
{
    /// <summary>Whether the person stays signed in, because nothing changes in what they may do.</summary>
    public bool KeepsSessions { get; init; }
}

/// <summary>Which organization a new person joins.</summary>
public abstract record OrganizationChoice
{
    private OrganizationChoice()
    {
    }

    public sealed record Existing(int Key) : OrganizationChoice;

    /// <summary>The oldest organization. If there is none, <c>Default</c> is created.</summary>
    public sealed record First : OrganizationChoice;

    /// <summary>By UUID, or by name ignoring case. It is created if it does not exist.</summary>
    public sealed record NameOrId(string Text) : OrganizationChoice;
}

/// <summary>The result of adding a person.</summary>
public abstract record AddPersonOutcome
{
    private AddPersonOutcome()
    {
    }

    public sealed record Added(Organization Organization, bool OrganizationIsNew) : AddPersonOutcome;

    public sealed record EmailTaken : AddPersonOutcome;

    public sealed record NotTheFirst : AddPersonOutcome;

    public sealed record NoOrganization : AddPersonOutcome;
}

/// <param name="Organization">The name of the person's organization.</param>
/// <param name="IsInvited">Whether they have no password yet.</param>
public sealed record PersonOfInstallation(Guid Id, string Email, PortalRole Role, string Organization, bool IsLocked, bool IsInvited, bool MustChangePassword);

/// <summary>A person as lists show them.</summary>
public sealed record PersonView(Guid Id, string Email, PortalRole Role, DateTimeOffset CreatedAt, bool IsLocked, string? DisplayName = null)
{
    /// <summary>What people call them.</summary>
    public string ShownName => DisplayName ?? Email;

    /// <summary>The e-mail address, if they are called by something else; null otherwise.</summary>
    public string? AddressBelow => DisplayName is null ? null : Email;

    /// <summary>The link to a new password that waits; null for none.</summary>
    public PasswordLinkView? Link { get; init; }

    /// <summary>Whether the person has never had a password and cannot sign in with one.</summary>
    public bool IsInvited { get; init; }

    /// <summary>Until when somebody who tried wrong passwords or codes has to wait; null for nobody.</summary>
    public DateTimeOffset? SlowedUntil { get; init; }

    /// <summary>As <see cref="Person.IsBreakGlass"/>.</summary>
    public bool IsBreakGlass { get; init; }

    /// <summary>Whether they have an authenticator app or a passkey.</summary>
    public bool HasFactor { get; init; }

    /// <summary>Changes with everything that a client can change.</summary>
    public string Tag => TagOf(Role, IsLocked, IsBreakGlass);

    internal static string TagOf(PortalRole role, bool isLocked, bool isBreakGlass) => Requests.EntityTag.Of((int)role, isLocked, isBreakGlass);
}
