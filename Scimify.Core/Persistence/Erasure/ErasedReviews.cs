using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Core.Provisioning.Reviews;

namespace Scimify.Core.Persistence.Erasure;

/// <summary>
/// Erases a person from access reviews. The record of a review is another one then, so its hashes are too: the audit log has both. A
/// hash that did not fit before stays as it is, so that what was done to a review stays visible.
/// </summary>
internal sealed class ErasedReviews(ScimifyDatabase database, FormerPerson person)
{
    private readonly PersonalValues _values = PersonalValues.Anywhere(person);
    private readonly PersonalValues _inOwnTexts = PersonalValues.InOwnTexts(person);

    /// <returns>How many rows changed.</returns>
    public async Task<long> EraseAsync(Func<AccessReview, ErasedReview, AuditEntry> audit, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var reviews = await db.AccessReviews.Where(r => r.OrganizationKey == person.OrganizationKey && r.IntegrationKey == person.IntegrationKey).OrderBy(r => r.Key).Select(r => r.Key).ToListAsync(ct);
        var erased = 0L;
        foreach (var review in reviews)
        {
            var rows = await db.ReviewedAccess.Where(r => r.ReviewKey == review).ToListAsync(ct);
            if (rows.Exists(Names))
            {
                erased += await database.WriteAsync(session => Erase(session, review, audit), ct);
            }
        }

        return erased;
    }

    private bool Names(ReviewedAccess row) => WithoutIn(row) != row.Reason || (IsOwn(row)
        ? row.UserName != person.Pseudonym
        : (IsManager(row) && row.Manager != person.Pseudonym) || _values.Without(row.UserName) != row.UserName || _values.Without(row.Address) != row.Address);

    /// <summary>The reason without the person, whose own words it is where the person decided with a link.</summary>
    private string? WithoutIn(ReviewedAccess row) => (IsOwn(row) || (IsManager(row) && row.DecidedByLink) ? _inOwnTexts : _values).Without(row.Reason);

    private bool IsOwn(ReviewedAccess row) => row.UserKey == person.UserKey;

    private bool IsManager(ReviewedAccess row) => row.ManagerKey == person.UserKey;

    private int Erase(WriteSession session, long key, Func<AccessReview, ErasedReview, AuditEntry> audit)
    {
        session.Concern(person.OrganizationKey);
        session.Execute("UPDATE access_reviews SET state = state WHERE key = @p0", key);    // decisions wait until the hashes fit again
        var db = session.Context;
        var review = db.AccessReviews.AsTracking().Single(r => r.Key == key);
        var reviewers = db.AccessReviewers.Where(r => r.ReviewKey == key).Select(r => r.Email).ToList();
        var rows = db.ReviewedAccess.AsTracking().Where(r => r.ReviewKey == key).OrderBy(r => r.Number).ToList();
        var before = review.Sha256 ?? review.ListSha256;
        var (listFits, fits) = (ReviewRecord.ListSha256Of(review, reviewers, rows) == review.ListSha256, review.Sha256 == ReviewRecord.Sha256Of(review, reviewers, rows));
        var named = rows.FindAll(Names);
        named.ForEach(Erase);
        session.Execute(
            "UPDATE review_managers SET name = @p2, user_name = @p2, address = CASE WHEN address IS NULL THEN NULL ELSE @p2 END, link_hash = NULL WHERE review_key = @p0 AND user_key = @p1",
            key, person.UserKey, person.Pseudonym);
        review.ListSha256 = listFits ? ReviewRecord.ListSha256Of(review, reviewers, rows) : review.ListSha256;
        review.Sha256 = fits ? ReviewRecord.Sha256Of(review, reviewers, rows) : review.Sha256;
        session.AppendAudit(audit(review, new ErasedReview(person.Pseudonym, named.Count, before, review.Sha256 ?? review.ListSha256)));
        return named.Count;
    }

    private void Erase(ReviewedAccess row)
    {
        if (IsManager(row))
        {
            (row.Manager, row.DecidedBy) = (person.Pseudonym, row.DecidedByLink ? person.Pseudonym : row.DecidedBy);
        }

        row.Reason = WithoutIn(row);
        (row.Display, row.UserName, row.Address) = IsOwn(row)
            ? (person.Pseudonym, person.Pseudonym, row.Address is null ? null : person.Pseudonym)
            : (_values.Without(row.UserName) != row.UserName ? person.Pseudonym : row.Display, _values.Without(row.UserName)!, _values.Without(row.Address));
    }
}
