using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Reviews;

namespace Scimify.Core.Persistence.Reviews;

/// <summary>Links of managers in the database. As every change of a review, theirs take the row of the open review first.</summary>
internal sealed class ReviewLinkStore(ScimifyDatabase database, TimeProvider clock) : IReviewLinkStore
{
    public async Task<ReviewManager?> FindAsync(AccessReview review, Guid scimId, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.ReviewManagers.SingleOrDefaultAsync(m => m.ReviewKey == review.Key && m.ScimId == scimId, ct);
    }

    public async Task<bool> IsThereAsync(ReviewManager manager, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.ActiveUsers().AnyAsync(u => u.Key == manager.UserKey && u.Id == manager.ScimId, ct);
    }

    public async Task<bool> IsReviewerAsync(AccessReview review, Guid person, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.AccessReviewers.AnyAsync(r => r.ReviewKey == review.Key && r.PersonId == person, ct);
    }

    public Task<bool> ReplaceAsync(AccessReview review, ReviewManager link, string? before, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            ReviewStore.Take(session, review);
            if (Find(session, link) is not { } stored || stored.LinkHash != before || stored.LinkRevokedAt != link.LinkRevokedAt)
            {
                return false;
            }

            (stored.LinkHash, stored.LinkMadeAt, stored.LinkMadeBy, stored.LinkMailed, stored.LinkExpiresAt, stored.LinkRevokedAt, stored.OpenedAt) =
                (link.LinkHash, link.LinkMadeAt, link.LinkMadeBy, link.LinkMailed, link.LinkExpiresAt, null, null);
            stored.Reminded = link.Reminded > stored.Reminded ? link.Reminded : stored.Reminded;
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<bool> RevokeAsync(AccessReview review, ReviewManager manager, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            ReviewStore.Take(session, review);
            if (Find(session, manager) is not { LinkHash: not null } stored)
            {
                return false;
            }

            (stored.LinkHash, stored.LinkExpiresAt, stored.LinkRevokedAt) = (null, null, clock.GetUtcNow());
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public async Task<OpenedReviewLink?> OpenAsync(string hash, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await Working(db, hash).FirstOrDefaultAsync(ct);
    }

    public Task NoteOpenedAsync(OpenedReviewLink link, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Concern(link.Review.OrganizationKey);
            session.Execute(
                "UPDATE review_managers SET opened_at = @p2 WHERE review_key = @p0 AND user_key = @p1 AND link_hash = @p3 AND opened_at IS NULL",
                link.Review.Key, link.Manager.UserKey, clock.GetUtcNow().ToUnixTimeMilliseconds(), link.Manager.LinkHash!);
        },
        ct);

    public Task<LinkDecided?> DecideAsync(
        string hash, IReadOnlyCollection<LinkDecision> decisions, Func<OpenedReviewLink, IReadOnlyList<LinkDecision>, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (Working(db, hash).FirstOrDefault() is not { } found || !ReviewStore.TryTake(session, found.Review) || Working(db, hash).FirstOrDefault() is not { } link)
            {
                return null;
            }

            var last = decisions.GroupBy(d => d.Number).ToDictionary(g => g.Key, g => g.Last());
            var numbers = last.Keys.ToList();
            var rows = db.ReviewedAccess.AsTracking().Where(r => r.ReviewKey == link.Review.Key && r.ManagerKey == link.Manager.UserKey && numbers.Contains(r.Number)).OrderBy(r => r.Number).ToList()
                .FindAll(link.Manager.MayDecide);
            var unlike = rows.FindAll(row => (row.Decision, row.Reason) != (last[row.Number].Decision, last[row.Number].Reason));
            var noted = unlike.FindAll(row => row.DecidedAt?.ToUnixTimeMilliseconds() == last[row.Number].ShownAtUnixMs);
            foreach (var row in noted)
            {
                var said = last[row.Number];
                (row.Decision, row.Reason, row.DecidedAt, row.DecidedBy, row.DecidedByLink) = (said.Decision, said.Reason, clock.GetUtcNow(), link.Manager.Name, true);
            }

            if (noted.Count > 0)
            {
                session.AppendAudit(audit(link, noted.ConvertAll(row => last[row.Number])));
            }

            return (LinkDecided?)new LinkDecided(noted.Count, numbers.Count - rows.Count, unlike.Count - noted.Count);
        },
        ct);

    public async Task<IReadOnlyList<ReviewManager>> ToRemindAsync(AccessReview review, ReviewReminder reminder, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var (active, open) = (db.ActiveUsers(), db.ReviewedAccess.Open());
        return await db.ReviewManagers
            .Where(m => m.ReviewKey == review.Key && m.Reminded < reminder && m.Address != null && m.LinkRevokedAt == null
                && active.Any(u => u.Key == m.UserKey && u.Id == m.ScimId)
                && open.Any(r => r.ReviewKey == m.ReviewKey && r.ManagerKey == m.UserKey))
            .OrderBy(m => m.UserKey).ToListAsync(ct);
    }

    public Task<bool> RemindAsync(AccessReview review, ReviewManager manager, ReviewReminder reminder, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Concern(review.OrganizationKey);
            return session.Execute("UPDATE review_managers SET reminded = @p2 WHERE review_key = @p0 AND user_key = @p1 AND reminded < @p2", review.Key, manager.UserKey, (int)reminder) > 0;
        },
        ct);

    public Task UnmarkAsync(AccessReview review, ReviewManager manager, ReviewReminder reminder, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Concern(review.OrganizationKey);
            if (Find(session, manager) is { } stored && stored.Reminded == reminder && stored.LinkHash == manager.LinkHash)
            {
                stored.Reminded = manager.Reminded;
            }
        },
        ct);

    private IQueryable<OpenedReviewLink> Working(ScimifyContext db, string hash)
    {
        var (now, active) = (clock.GetUtcNow(), db.ActiveUsers());
        return from manager in db.ReviewManagers.AsNoTracking()
               join review in db.AccessReviews.AsNoTracking() on manager.ReviewKey equals review.Key
               where manager.LinkHash == hash && manager.LinkExpiresAt > now && review.State == ReviewState.Open
                   && active.Any(u => u.Key == manager.UserKey && u.Id == manager.ScimId)
               select new OpenedReviewLink(review, manager);
    }

    private static ReviewManager? Find(WriteSession session, ReviewManager manager) =>
        session.Context.ReviewManagers.AsTracking().SingleOrDefault(m => m.ReviewKey == manager.ReviewKey && m.UserKey == manager.UserKey);
}
