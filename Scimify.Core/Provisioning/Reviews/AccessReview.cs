using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Core.Provisioning.Reviews;

/// <summary>
/// A review of access to one Looker: a list that was frozen at the start, and what reviewers say about each row. Once it is closed or
/// cancelled, nothing in it changes any more.
/// </summary>
public sealed class AccessReview
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(3);

    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public Guid IntegrationId { get; set; }

    /// <summary>As it was called at the start.</summary>
    public required string IntegrationName { get; set; }

    public required string Name { get; set; }

    public ReviewScope Scope { get; set; }

    /// <summary>The names of the groups or roles that were chosen; empty for the other scopes.</summary>
    public required string ScopeNames { get; set; }

    public ReviewState State { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public required string StartedBy { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public int Rows { get; set; }

    /// <summary>In a review by managers: how many rows are of people without a manager who could decide, so that the reviewers do. Null if the reviewers decide about all rows.</summary>
    public int? WithoutManager { get; set; }

    /// <summary>Whether the managers of the people decide with links, as far as SCIM told of them.</summary>
    public bool ByManagers => WithoutManager is not null;

    /// <summary>When Looker was last read before the start; null if it never was, so that only people whom SCIM knows are in the list.</summary>
    public DateTimeOffset? LookerReadAt { get; set; }

    /// <summary>The SHA-256 of the frozen list, in lower-case hex.</summary>
    public required string ListSha256 { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? EndedBy { get; set; }

    /// <summary>The SHA-256 of the list with all decisions; null unless it is closed.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Which reminder was mailed last.</summary>
    public ReviewReminder Reminded { get; set; }

    /// <summary>Which reminder an open review is due for.</summary>
    public ReviewReminder ReminderAt(DateTimeOffset now) =>
        DueAt <= now ? ReviewReminder.Overdue
        : DueAt - now <= Soon && DueAt - StartedAt > Soon ? ReviewReminder.DueSoon
        : ReviewReminder.Started;
}

/// <summary>Somebody who decides about the rows of a review.</summary>
public sealed class AccessReviewer
{
    public long ReviewKey { get; set; }

    public Guid PersonId { get; set; }

    /// <summary>The person's e-mail address at the start.</summary>
    public required string Email { get; set; }
}

/// <summary>Which access a review is about. The numbers are stored.</summary>
[JsonConverter(typeof(EnumWordsConverter<ReviewScope>))]
public enum ReviewScope
{
    /// <summary>Every account that is active in Looker.</summary>
    Accounts = 1,

    /// <summary>The members of some groups.</summary>
    Groups = 2,

    /// <summary>The members of the groups that some roles are mapped to.</summary>
    Roles = 3,

    /// <summary>Looker's administrators, whether SCIM knows them or not.</summary>
    Administrators = 4,
}

/// <summary>The numbers are stored.</summary>
public enum ReviewState
{
    Open = 0,
    Closed = 1,
    Cancelled = 2,
}

/// <summary>What a reviewer says. The numbers are stored.</summary>
public enum ReviewDecision
{
    None = 0,
    Keep = 1,
    Remove = 2,

    /// <summary>The reviewer cannot tell: another one has to decide.</summary>
    NotMine = 3,
}

/// <summary>What becomes of a row when the review is closed. The numbers are stored.</summary>
public enum ReviewOutcome
{
    /// <summary>Access stays: it was kept, or nobody decided.</summary>
    None = 0,

    /// <summary>Scimify takes it away in Looker.</summary>
    Removed = 1,

    /// <summary>SCIM asks for it, so the next push would give it back: it has to end in the identity provider.</summary>
    IdentityProvider = 2,

    /// <summary>Scimify does not change this account: somebody has to do it in Looker.</summary>
    InLooker = 3,

    /// <summary>It had ended before the review was closed.</summary>
    Gone = 4,
}

/// <summary>The mails about a review, in their order. The numbers are stored.</summary>
public enum ReviewReminder
{
    None = 0,
    Started = 1,
    DueSoon = 2,
    Overdue = 3,
}

