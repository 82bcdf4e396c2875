using Scimify.Core.Scim.Values;

namespace Scimify.Core.Provisioning.Reviews;

/// <summary>A row of a review: somebody's account, or a membership, as it was at the start, and what was decided about it.</summary>
public sealed class ReviewedAccess
{
    public long ReviewKey { get; set; }

    /// <summary>From 1, in the order of the list.</summary>
    public int Number { get; set; }

    /// <summary>The key of the SCIM user; null for an account that SCIM does not know.</summary>
    public long? UserKey { get; set; }

    public Guid? ScimId { get; set; }

    public string? LookerId { get; set; }

    public required string Display { get; set; }

    /// <summary>userName; the address for an account that SCIM does not know.</summary>
    public required string UserName { get; set; }

    /// <summary>The address of the Looker account; null for none.</summary>
    public string? Address { get; set; }

    /// <summary>The group of a membership; null for an account.</summary>
    public long? GroupKey { get; set; }

    public Guid? GroupId { get; set; }

    public string? GroupName { get; set; }

    /// <summary>For an account: the groups in which Looker has it, as far as SCIM knows them.</summary>
    public required string Groups { get; set; }

    /// <summary>The roles that come with the groups through Scimify.</summary>
    public required string Roles { get; set; }

    /// <summary>The key of the SCIM user who is the manager and decides with a link; null if the reviewers decide.</summary>
    public long? ManagerKey { get; set; }

    /// <summary>The manager's SCIM ID.</summary>
    public Guid? ManagerId { get; set; }

    /// <summary>The manager's name at the start.</summary>
    public string? Manager { get; set; }

    /// <summary>Whether SCIM asked for it at the start.</summary>
    public bool Asked { get; set; }

    public ReviewedSource Source { get; set; }

    public bool IsAdministrator { get; set; }

    /// <summary>Since when Looker had it, as far as is known; null if nobody knows.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>What the last closed review of this integration said of the same access.</summary>
    public ReviewDecision LastDecision { get; set; }

    public DateTimeOffset? LastDecidedAt { get; set; }

    public ReviewDecision Decision { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The reviewer's e-mail address, or the manager's name.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>Whether the manager decided, with a link. Whoever has the link is taken for the manager.</summary>
    public bool DecidedByLink { get; set; }

    public ReviewOutcome Outcome { get; set; }

    /// <summary>Names and address, for searching.</summary>
    public string SearchText { get => ScimText.Searchable(Display, UserName, Address, GroupName); private set { } }

    /// <summary>Whether nobody has said what becomes of it.</summary>
    public bool IsOpen => IsOpenWith(Decision);

    /// <summary>Whether a row with this decision is open.</summary>
    public static bool IsOpenWith(ReviewDecision decision) => decision is ReviewDecision.None or ReviewDecision.NotMine;

    /// <summary>What would become of it if it were removed, as far as the list says: whoever closes the review looks again.</summary>
    public ReviewOutcome Forecast => Source == ReviewedSource.Unknown || IsAdministrator ? ReviewOutcome.InLooker : Asked ? ReviewOutcome.IdentityProvider : ReviewOutcome.Removed;

    /// <summary>Whether it deserves more than a glance: nobody's SCIM gave it, it has every right, or it was to be removed the last time.</summary>
    public bool IsWorthALook => Source is ReviewedSource.ByHand or ReviewedSource.Unknown || IsAdministrator || LastDecision == ReviewDecision.Remove;

    /// <summary>Whether it is the access of whoever signs in to the console with this address: nobody decides about their own.</summary>
    public bool IsOf(string email)
    {
        var norm = ScimText.Normalise(email);
        return ScimText.Normalise(UserName) == norm || (Address is { } address && ScimText.Normalise(address) == norm);
    }
}

/// <summary>Where access came from. The numbers are stored.</summary>
public enum ReviewedSource
{
    Scim = 1,

    /// <summary>The account was in Looker before, and Scimify took it over.</summary>
    Adopted = 2,

    /// <summary>Somebody gave it in Looker, as a comparison found.</summary>
    ByHand = 3,

    /// <summary>SCIM does not know the account.</summary>
    Unknown = 4,
}
