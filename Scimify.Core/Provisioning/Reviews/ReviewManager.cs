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

    /// <summary>When the link was opened for the first time; null if it was not.</summary>
    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>Which reminder was mailed last, or was due when somebody last made a link: that link must not be replaced by the mail a minute later.</summary>
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
public sealed record LinkDecision(int Number, ReviewDecision Decision, string? Reason)
{
    /// <summary>The row's <see cref="ReviewedAccess.DecidedAt"/> when the manager saw it; null if nobody had decided.</summary>
    public long? ShownAtUnixMs { get; init; }
}

/// <param name="Done">For how many rows a decision was noted.</param>
/// <param name="Others">How many rows are not for this link to decide about.</param>
/// <param name="Changed">How many rows were decided otherwise since the manager saw them. What is noted about them stays.</param>
public sealed record LinkDecided(int Done, int Others, int Changed);

/// <summary>What became of a link that was to go out by mail.</summary>
public enum ReviewLinkMail
{
    /// <summary>No mail server took it. The link before goes on working.</summary>
    NotTaken,

    /// <summary>It is on its way, and works.</summary>
    Sent,

    /// <summary>It is on its way, but somebody has made or ended a link meanwhile, so that it does not work.</summary>
    Outdated,
}
