using Scimify.Core.Audit;

namespace Scimify.Core.People;

/// <summary>Where organizations and people are kept. Each write commits with its audit row.</summary>
public interface IPeopleStore
{
    Task<bool> AnyoneAsync(CancellationToken ct);

    Task<PersonState?> FindStateAsync(Guid id, CancellationToken ct);

    /// <summary>Null when nobody has that address, in whatever case.</summary>
    Task<PersonState?> FindByEmailAsync(string normalizedEmail, CancellationToken ct);

    /// <summary>By e-mail address.</summary>
    Task<IReadOnlyList<PersonView>> ListAsync(int organizationKey, CancellationToken ct);

    /// <summary>Stores the person, and the organization too where the choice asks for one that is not there.</summary>
    /// <param name="person">Its organization is filled in.</param>
    /// <param name="organization">Which one.</param>
    /// <param name="onlyAsFirst">Refuse when there is already anyone at all.</param>
    /// <param name="audit">Called once the organization is known.</param>
    /// <param name="ct">Gives up before the write begins.</param>
    Task<AddPersonOutcome> AddAsync(
        Person person, OrganizationChoice organization, bool onlyAsFirst, Func<Organization, AuditEntry> audit, CancellationToken ct);

    /// <summary>Changes a person of the organization and gives them a new security stamp.</summary>
    /// <param name="change">Runs in the transaction; what it throws undoes it.</param>
    /// <returns>False: no such person in this organization.</returns>
    Task<bool> ChangeAsync(int organizationKey, Guid id, Func<Person, PersonChange> change, CancellationToken ct);
}

/// <summary>What a change made of a person.</summary>
/// <param name="Audit">Committed with it.</param>
/// <param name="Remove">Take the person and their tokens away.</param>
/// <param name="LosesOwner">Refuse when nobody else is an owner who can act.</param>
public sealed record PersonChange(AuditEntry Audit, bool Remove, bool LosesOwner);

/// <summary>Which organization a new person joins.</summary>
public abstract record OrganizationChoice
{
    private OrganizationChoice()
    {
    }

    public sealed record Existing(int Key) : OrganizationChoice;

    /// <summary>The oldest; made as <c>Default</c> when there is none.</summary>
    public sealed record First : OrganizationChoice;

    /// <summary>By UUID or by name without regard to case; made when absent.</summary>
    public sealed record NameOrId(string Text) : OrganizationChoice;
}

/// <summary>What became of a new person.</summary>
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

/// <summary>A person as lists show them.</summary>
public sealed record PersonView(Guid Id, string Email, PortalRole Role, DateTimeOffset CreatedAt, bool IsLocked)
{
    /// <summary>Moves with role and lock.</summary>
    public string Tag => TagOf(Role, IsLocked);

    internal static string TagOf(PortalRole role, bool isLocked) => Requests.EntityTag.Of((int)role, isLocked);
}
