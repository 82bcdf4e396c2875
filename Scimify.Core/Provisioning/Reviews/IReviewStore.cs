using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Reviews;

/// <summary>Stores access reviews. Implemented in <c>Persistence</c>, the same on both databases.</summary>
public interface IReviewStore
{
    /// <summary>Reads who has access, and keeps that as the list of a new review, in one transaction.</summary>
    /// <param name="review">Without list and hash. The store adds them.</param>
    /// <param name="audit">From the review with its hash, and its reviewers.</param>
    /// <exception cref="ValidationFailedException"><c>targets</c>, <c>reviewers</c>, <c>scope</c> or <c>managers</c>.</exception>
    /// <exception cref="ConflictException">Looker's accounts were never read, and the scope needs them.</exception>
    Task<AccessReview> StartAsync(AccessReview review, NewReview asked, Func<AccessReview, IReadOnlyList<string>, AuditEntry> audit, CancellationToken ct);

    /// <returns>Null if the organization has no such review.</returns>
    Task<AccessReview?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <summary>Notes a decision about some rows, unless the review has ended.</summary>
    /// <param name="person">The reviewer. Rows about this person's own access are refused.</param>
    /// <param name="audit">From how many rows it was noted for.</param>
    /// <exception cref="ForbiddenException">The person is not a reviewer.</exception>
    /// <exception cref="ConflictException">The review has ended.</exception>
    Task<ReviewDecided> DecideAsync(
        AccessReview review, Actor person, IReadOnlyCollection<int> rows, ReviewDecision decision, string? reason, Func<ReviewDecided, AuditEntry> audit, CancellationToken ct);

    /// <summary>Ends the review: takes away what Scimify may take away, notes what becomes of each row, and hashes all of it.</summary>
    /// <param name="audit">From the closed review and its figures.</param>
    /// <exception cref="ConflictException">The review has ended, rows are open before it is due, the deletion guard does not let so many go, or the integration is in plan mode.</exception>
    Task<AccessReview> CloseAsync(AccessReview review, string by, Func<AccessReview, ReviewFigures, AuditEntry> audit, CancellationToken ct);

    /// <summary>Ends the review without any effect.</summary>
    /// <exception cref="ConflictException">The review has ended.</exception>
    Task<AccessReview> CancelAsync(AccessReview review, string by, AuditEntry audit, CancellationToken ct);

    /// <summary>Marks a reminder as mailed.</summary>
    /// <returns>False if somebody else has, or the review has ended.</returns>
    Task<bool> RemindAsync(AccessReview review, ReviewReminder reminder, CancellationToken ct);
}

/// <param name="Done">For how many rows the decision was noted.</param>
/// <param name="Own">How many of the rows are about the reviewer's own access.</param>
/// <param name="Missing">How many numbers the review does not have.</param>
public sealed record ReviewDecided(int Done, int Own, int Missing);

/// <summary>How many rows of a review were decided how, and what becomes of those that are not kept.</summary>
/// <param name="Open">Nobody has decided.</param>
public sealed record ReviewFigures(int Rows, int Kept, int Open, int Removed, int IdentityProvider, int InLooker, int Gone)
{
    public static ReviewFigures Of(IReadOnlyCollection<ReviewedAccess> rows)
    {
        return new(
            rows.Count, rows.Count(r => r.Decision == ReviewDecision.Keep), rows.Count(r => r.IsOpen), Of(ReviewOutcome.Removed), Of(ReviewOutcome.IdentityProvider),
            Of(ReviewOutcome.InLooker), Of(ReviewOutcome.Gone));

        int Of(ReviewOutcome outcome) => rows.Count(r => r.Outcome == outcome);
    }
}
