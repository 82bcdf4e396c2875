using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Reviews;

/// <summary>Access reviews in the database. Every change takes the row of the open review first, so that nothing changes once it has ended.</summary>
internal sealed class ReviewStore(ScimifyDatabase database, TimeProvider clock) : IReviewStore
{
    public Task<AccessReview> StartAsync(AccessReview review, NewReview asked, Func<AccessReview, IReadOnlyList<string>, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;    // the list reads far more rows than it keeps
            var ids = asked.Reviewers.Distinct().ToList();
            var people = db.People.Where(p => p.OrganizationKey == review.OrganizationKey && ids.Contains(p.Id)).Select(p => new { p.Id, p.Email, p.Role }).ToList();
            if (people.Count < ids.Count || people.Any(p => !Permissions.Grants(p.Role, Permission.ManageReviews)))
            {
                throw ValidationFailedException.Of("reviewers", "must be people of this organization whose roles may decide in reviews.");
            }

            var rows = ReviewListing.Freeze(db, review, asked, clock.GetUtcNow());
            var managers = asked.ByManagers ? ReviewManagers.Assign(db, review, rows) : [];
            RequireSomebodyElse(rows, [.. people.Select(p => p.Email!)]);
            var reviewers = people.ConvertAll(p => p.Email!);
            review.Rows = rows.Count;
            review.ListSha256 = ReviewRecord.Sha256Of(review, reviewers, rows);
            db.AccessReviews.Add(review);
            db.SaveChanges();
            rows.ForEach(row => row.ReviewKey = review.Key);
            managers.ForEach(manager => manager.ReviewKey = review.Key);
            db.ReviewedAccess.AddRange(rows);
            db.ReviewManagers.AddRange(managers);
            db.AccessReviewers.AddRange(people.Select(p => new AccessReviewer { ReviewKey = review.Key, PersonId = p.Id, Email = p.Email! }));
            session.AppendAudit(audit(review, reviewers));
            return review;
        },
        ct);

    public async Task<AccessReview?> FindAsync(int organizationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.AccessReviews.SingleOrDefaultAsync(r => r.OrganizationKey == organizationKey && r.Id == id, ct);
    }

    public Task<ReviewDecided> DecideAsync(
        AccessReview review, Actor person, IReadOnlyCollection<int> rows, ReviewDecision decision, string? reason, Func<ReviewDecided, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            Take(session, review);
            var db = session.Context;
            if (person.Id is not { } id || !db.AccessReviewers.Any(r => r.ReviewKey == review.Key && r.PersonId == id))
            {
                throw person.Refuse("review");
            }

            var numbers = rows.Distinct().ToList();
            var found = db.ReviewedAccess.AsTracking().Where(r => r.ReviewKey == review.Key && numbers.Contains(r.Number)).ToList();
            var decided = found.FindAll(row => !row.IsOf(person.Name));
            foreach (var row in decided)
            {
                (row.Decision, row.Reason, row.DecidedAt, row.DecidedBy, row.DecidedByLink) = (decision, reason, clock.GetUtcNow(), person.Name, false);
            }

            var result = new ReviewDecided(decided.Count, found.Count - decided.Count, numbers.Count - found.Count);
            if (result.Done > 0)
            {
                session.AppendAudit(audit(result));
            }

            return result;
        },
        ct);

    public Task<AccessReview> CloseAsync(AccessReview review, string by, Func<AccessReview, ReviewFigures, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        review.IntegrationKey,
        session =>
        {
            Take(session, review);
            var db = session.Context;
            var now = clock.GetUtcNow();
            var rows = db.ReviewedAccess.AsTracking().Where(r => r.ReviewKey == review.Key).OrderBy(r => r.Number).ToList();
            if (now < review.DueAt && rows.Count(row => row.IsOpen) is > 0 and var open)
            {
                throw new ConflictException($"{open:N0} of {rows.Count:N0} rows are not decided yet. What nobody has decided when the review is due stays as it is.", new { open });
            }

            var reviewers = db.AccessReviewers.Where(r => r.ReviewKey == review.Key).Select(r => r.Email).ToList();
            new ReviewClosing(session, clock, review).Apply(rows);
            var closed = db.AccessReviews.AsTracking().Single(r => r.Key == review.Key);
            (closed.State, closed.EndedAt, closed.EndedBy) = (ReviewState.Closed, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()), by);
            closed.Sha256 = ReviewRecord.Sha256Of(closed, reviewers, rows);
            db.SaveChanges();
            session.AppendAudit(audit(closed, ReviewFigures.Of(rows)));
            return closed;
        },
        ct);

    public Task<AccessReview> CancelAsync(AccessReview review, string by, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            Take(session, review);
            var ended = session.Context.AccessReviews.AsTracking().Single(r => r.Key == review.Key);
            (ended.State, ended.EndedAt, ended.EndedBy) = (ReviewState.Cancelled, clock.GetUtcNow(), by);
            session.AppendAudit(audit);
            return ended;
        },
        ct);

    public Task<bool> RemindAsync(AccessReview review, ReviewReminder reminder, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Concern(review.OrganizationKey);
            return session.Execute(
                $"UPDATE access_reviews SET reminded = @p1 WHERE key = @p0 AND state = {ReviewState.Open:D} AND reminded < @p1", review.Key, (int)reminder) > 0;
        },
        ct);

    /// <summary>Locks the open review until the commit.</summary>
    /// <exception cref="ConflictException">It has ended.</exception>
    internal static void Take(WriteSession session, AccessReview review)
    {
        if (!TryTake(session, review))
        {
            throw new ConflictException("The review has ended. Nothing in it changes any more.");
        }
    }

    /// <returns>False if the review has ended.</returns>
    /// <inheritdoc cref="Take"/>
    internal static bool TryTake(WriteSession session, AccessReview review)
    {
        session.Concern(review.OrganizationKey);
        return session.Execute($"UPDATE access_reviews SET state = state WHERE key = @p0 AND state = {ReviewState.Open:D}", review.Key) > 0;
    }

    /// <summary>Nobody decides about their own access, so that somebody else has to be asked. A manager does not do: they may leave, and the link may be one that does not decide about it.</summary>
    private static void RequireSomebodyElse(List<ReviewedAccess> rows, IReadOnlyList<string> reviewers)
    {
        if (reviewers is [var only] && rows.Any(row => row.IsOf(only)))
        {
            throw ValidationFailedException.Of("reviewers", $"must name somebody else too: the list has {only}'s own access, and nobody decides about their own.");
        }
    }
}
