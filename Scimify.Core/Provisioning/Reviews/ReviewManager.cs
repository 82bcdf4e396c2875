namespace Scimify.Core.Provisioning.Reviews;

/// <summary>
/// Somebody's manager, as SCIM told at the start of a review, with the link that lets them decide. They have no account here: whoever has
/// the link is taken for them. There is at most one link, and a new one ends the one before.
/// </summary>
public sealed class ReviewManager
{
    public long ReviewKey { get; set; }

    /// <summary>The key of the manager's SCIM user.</summary>
    public long UserKey { get; set; }

    public Guid ScimId { get; set; }

    public required string Name { get; set; }

    public required string UserName { get; set; }

    /// <summary>Where mails go; null for none.</summary>
    public string? Address { get; set; }

    /// <summary>The keyed hash of the link's secret, which itself is stored nowhere; null without a link.</summary>
    public string? LinkHash { get; set; }

    public DateTimeOffset? LinkMadeAt { get; set; }

    /// <summary>Who made the link, by value.</summary>
    public string? LinkMadeBy { get; set; }

    /// <summary>Whether a mail server took the link, so that nobody here was shown it.</summary>
    public bool LinkMailed { get; set; }

    public DateTimeOffset? LinkExpiresAt { get; set; }

    /// <summary>When somebody ended the last link. Reminders make no other one then.</summary>
    public DateTimeOffset? LinkRevokedAt { get; set; }

    /// <summary>When a link was opened for the first time.</summary>
    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>Which reminder was mailed last.</summary>
    public ReviewReminder Reminded { get; set; }

    /// <summary>Whether it is the manager's own access, about which somebody else decides.</summary>
    public bool Owns(ReviewedAccess row) => row.UserKey == UserKey || row.IsOf(UserName) || (Address is { } address && row.IsOf(address));

    /// <summary>
    /// Whether the link decides about the row. Not about the manager's own access, and not about the access of whoever made the link and
    /// was shown it: they could open it themselves.
    /// </summary>
    public bool MayDecide(ReviewedAccess row) => row.ManagerKey == UserKey && !Owns(row) && (LinkMailed || LinkMadeBy is not { } maker || !row.IsOf(maker));
}

/// <summary>A link that works, for whoever has it.</summary>
public sealed record OpenedReviewLink(AccessReview Review, ReviewManager Manager)
{
    public override string ToString() => $"OpenedReviewLink {{ {Review.Id} {Manager.ScimId} }}";
}

/// <summary>A link that has just been made.</summary>
/// <param name="Address">The manager's; null for none.</param>
/// <param name="Secret">Shown once.</param>
public sealed record IssuedReviewLink(string Review, Guid ManagerId, string Manager, string? Address, DateTimeOffset DueAt, DateTimeOffset ExpiresAt, string Secret)
{
    /// <summary>Whether a mail server took it.</summary>
    public bool Mailed { get; init; }

    public override string ToString() => $"IssuedReviewLink {{ {ManagerId} }}";
}

/// <summary>What a manager says about one row.</summary>
public sealed record LinkDecision(int Number, ReviewDecision Decision, string? Reason);

/// <param name="Done">For how many rows a decision was noted.</param>
/// <param name="Others">How many rows are not for this link to decide about.</param>
public sealed record LinkDecided(int Done, int Others);
