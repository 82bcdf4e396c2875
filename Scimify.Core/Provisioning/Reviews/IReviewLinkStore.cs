using Scimify.Core.Audit;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Reviews;

/// <summary>Stores the links of managers. Implemented in <c>Persistence</c>, the same on both databases.</summary>
public interface IReviewLinkStore
{
    /// <returns>Null if the review has no such manager.</returns>
    Task<ReviewManager?> FindAsync(AccessReview review, Guid scimId, CancellationToken ct);

    /// <summary>Whether the manager is in the directory and active, so that a link would work.</summary>
    Task<bool> IsThereAsync(ReviewManager manager, CancellationToken ct);

    /// <summary>Whether the person is a reviewer of the review.</summary>
    Task<bool> IsReviewerAsync(AccessReview review, Guid person, CancellationToken ct);

    /// <summary>Puts a link, which nobody has opened, in place of the one before.</summary>
    /// <param name="link">The manager as read, with the new link.</param>
    /// <param name="before">The hash that the new link takes the place of.</param>
    /// <returns>False if somebody has made or ended a link meanwhile.</returns>
    /// <exception cref="ConflictException">The review has ended.</exception>
    Task<bool> ReplaceAsync(AccessReview review, ReviewManager link, string? before, AuditEntry audit, CancellationToken ct);

    /// <summary>Ends the link.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="ConflictException">The review has ended.</exception>
    Task<bool> RevokeAsync(AccessReview review, ReviewManager manager, AuditEntry audit, CancellationToken ct);

    /// <summary>What a link opens; null if it is none, was replaced or ended, has expired, its review has ended, or its manager has left.</summary>
    Task<OpenedReviewLink?> OpenAsync(string hash, CancellationToken ct);

    /// <summary>Notes that a link was opened, if none was before.</summary>
    Task NoteOpenedAsync(OpenedReviewLink link, CancellationToken ct);

    /// <summary>Notes decisions, for the rows that the link decides about and that are as the manager saw them. What is noted already is not noted again.</summary>
    /// <param name="audit">From the decisions that were noted.</param>
    /// <returns>Null if the link does not work any more.</returns>
    Task<LinkDecided?> DecideAsync(string hash, IReadOnlyCollection<LinkDecision> decisions, Func<OpenedReviewLink, IReadOnlyList<LinkDecision>, AuditEntry> audit, CancellationToken ct);

    /// <summary>The managers of an open review who have an address and have not had the reminder, have open rows, and whose link nobody has ended.</summary>
    Task<IReadOnlyList<ReviewManager>> ToRemindAsync(AccessReview review, ReviewReminder reminder, CancellationToken ct);

    /// <summary>Marks a reminder as mailed.</summary>
    /// <returns>False if somebody else has.</returns>
    Task<bool> RemindAsync(AccessReview review, ReviewManager manager, ReviewReminder reminder, CancellationToken ct);

    /// <summary>Takes the mark of a reminder back that was not mailed, unless somebody has made a link or sent a later reminder meanwhile.</summary>
    /// <param name="manager">As read before the mark.</param>
    Task UnmarkAsync(AccessReview review, ReviewManager manager, ReviewReminder reminder, CancellationToken ct);
}
