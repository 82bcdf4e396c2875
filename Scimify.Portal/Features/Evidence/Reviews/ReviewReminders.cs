using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>
/// Mails reviewers when a review has begun, when it is due soon, and when it is overdue. Each mail goes out once, whichever server finds
/// it first. A mail to a manager has a new link, because nobody knows the secret of the one before.
/// </summary>
internal sealed class ReviewReminders(
    IDbContextFactory<ScimifyContext> contexts, IReviewStore reviews, IReviewLinkStore managers, ReviewLinkService links, Mailer mailer, ReviewLinkMailer linkMailer, TimeProvider clock)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Soon = TimeSpan.FromDays(3);

    public async Task RunAsync(CancellationToken ct)
    {
        if (mailer.Origin is not { } origin)
        {
            return;
        }

        List<AccessReview> open;
        await using (var db = await contexts.CreateDbContextAsync(ct))
        {
            open = await db.AccessReviews.Where(r => r.State == ReviewState.Open && (r.Reminded != ReviewReminder.Overdue || r.WithoutManager != null)).OrderBy(r => r.Key).ToListAsync(ct);
        }

        foreach (var review in open)
        {
            var reminder = DueFor(review, clock.GetUtcNow());
            if (reminder > review.Reminded && await reviews.RemindAsync(review, reminder, ct))
            {
                await MailAsync(review, reminder, origin, ct);
            }

            if (review.ByManagers)
            {
                await MailManagersAsync(review, reminder, ct);
            }
        }
    }

    internal static ReviewReminder DueFor(AccessReview review, DateTimeOffset now) =>
        review.DueAt <= now ? ReviewReminder.Overdue
        : review.DueAt - now <= Soon && review.DueAt - review.StartedAt > Soon ? ReviewReminder.DueSoon
        : ReviewReminder.Started;

    private async Task MailManagersAsync(AccessReview review, ReviewReminder reminder, CancellationToken ct)
    {
        foreach (var manager in await managers.ToRemindAsync(review, reminder, ct))
        {
            if (!await managers.RemindAsync(review, manager, reminder, ct))
            {
                continue;
            }

            try
            {
                await links.RemindAsync(review, manager, (link, stop) => linkMailer.SendAsync(link, reminder, stop), ct);
            }
            catch (ConflictException)
            {
                return;    // it has just been closed or cancelled
            }
        }
    }

    /// <summary>In a review by managers, the reviewers hear of rows without a manager, and once it is overdue of all that are open.</summary>
    private async Task MailAsync(AccessReview review, ReviewReminder reminder, string origin, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var open = await db.ReviewedAccess.CountAsync(
            r => r.ReviewKey == review.Key && (r.Decision == ReviewDecision.None || r.Decision == ReviewDecision.NotMine) && (r.ManagerKey == null || reminder == ReviewReminder.Overdue), ct);
        if (open == 0)
        {
            return;
        }

        var rows = Times.Count(open, "row is", "rows are");
        var (subject, lead) = reminder switch
        {
            ReviewReminder.Overdue => ($"Access review overdue: {review.Name}", $"The access review “{review.Name}” is overdue, and {rows} not decided."),
            ReviewReminder.DueSoon => ($"Access review due soon: {review.Name}", $"The access review “{review.Name}” is due on {Times.Utc(review.DueAt)}, and {rows} not decided."),
            _ => ($"Access review: {review.Name}", $"{review.StartedBy} asks you who still needs access to {review.IntegrationName}. {rows} to be decided until {Times.Utc(review.DueAt)}."),
        };
        var text = $"""
            {lead}

            {origin}/evidence/reviews/{review.Id}

            You get this mail because you are one of the reviewers.
            """;

        // Somebody who was removed meanwhile gets no mail.
        var addresses = await db.AccessReviewers.Where(r => r.ReviewKey == review.Key).Join(db.People, r => r.PersonId, p => p.Id, (r, p) => p.Email!).ToListAsync(ct);
        foreach (var address in addresses)
        {
            await mailer.SendAsync(address, subject, text, "a reminder of an access review", ct);
        }
    }
}
