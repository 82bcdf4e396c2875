using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Reviews;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>
/// Mails reviewers when a review has begun, when it is due soon, and when it is overdue. Each mail goes out once, whichever server finds
/// it first. A mail to a manager has a new link, because nobody knows the secret of the one before, and is tried again until a mail server
/// takes it.
/// </summary>
internal sealed partial class ReviewReminders(
    IDbContextFactory<ScimifyContext> contexts, IReviewStore reviews, IReviewLinkStore managers, ReviewLinkService links, Mailer mailer, ReviewLinkMailer linkMailer, TimeProvider clock, ILogger<ReviewReminders> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>How often a mail server has refused a mail, and when to try again. After a restart, the server tries at once.</summary>
    private readonly ConcurrentDictionary<(long Review, long Manager), (int Times, DateTimeOffset Again)> _refused = new();

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

        var openKeys = open.Select(review => review.Key).ToHashSet();
        foreach (var gone in _refused.Keys.Where(key => !openKeys.Contains(key.Review)))
        {
            _refused.TryRemove(gone, out _);
        }

        var isTaking = true;
        foreach (var review in open)
        {
            var reminder = review.ReminderAt(clock.GetUtcNow());
            if (reminder > review.Reminded && await reviews.RemindAsync(review, reminder, ct))
            {
                await MailAsync(review, reminder, origin, ct);
            }

            if (review.ByManagers && isTaking)
            {
                isTaking = await MailManagersAsync(review, reminder, ct);
            }
        }
    }

    /// <summary>Those whose mail was refused come last, so that an address that no server takes keeps nobody else waiting.</summary>
    /// <returns>False if a mail was not taken. The others wait for the next pass, because a server that does not answer takes seconds for each.</returns>
    private async Task<bool> MailManagersAsync(AccessReview review, ReviewReminder reminder, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = from manager in await managers.ToRemindAsync(review, reminder, ct)
                  let refused = _refused.GetValueOrDefault((review.Key, manager.UserKey))
                  where refused.Again <= now
                  orderby refused.Times
                  select manager;
        foreach (var manager in due)
        {
            if (await managers.RemindAsync(review, manager, reminder, ct) && !await MailAsync(review, manager, reminder, ct))
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>False if the mail was not taken. It is due again then.</returns>
    private async Task<bool> MailAsync(AccessReview review, ReviewManager manager, ReviewReminder reminder, CancellationToken ct)
    {
        var outcome = ReviewLinkMail.NotTaken;
        try
        {
            outcome = await links.RemindAsync(review, manager, (link, stop) => linkMailer.SendAsync(link, reminder, stop), ct);
        }
        catch (ConflictException)
        {
            outcome = ReviewLinkMail.Outdated;    // the review has just been closed or cancelled
        }
        finally
        {
            if (outcome == ReviewLinkMail.NotTaken)
            {
                await managers.UnmarkAsync(review, manager, reminder, CancellationToken.None);
            }
        }

        if (outcome != ReviewLinkMail.NotTaken)
        {
            _refused.TryRemove((review.Key, manager.UserKey), out _);
            if (outcome == ReviewLinkMail.Outdated)
            {
                MailedInVain(logger, review.Id, manager.ScimId);
            }

            return true;
        }

        _refused.AddOrUpdate((review.Key, manager.UserKey), (1, clock.GetUtcNow()), (_, refused) => (refused.Times + 1, clock.GetUtcNow() + PauseAfter(refused.Times + 1)));
        NotMailed(logger, review.Id, manager.ScimId);
        return false;
    }

    /// <summary>None after the first time, then two minutes, six, and so on up to an hour.</summary>
    private static TimeSpan PauseAfter(int times) => TimeSpan.FromMinutes(Math.Min((1 << Math.Min(times, 10)) - 2, LongestPause.TotalMinutes));

    /// <summary>In a review by managers, the reviewers hear of rows that no manager decides about, and once it is overdue of all that are open.</summary>
    private async Task MailAsync(AccessReview review, ReviewReminder reminder, string origin, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var open = await (reminder == ReviewReminder.Overdue ? db.ReviewedAccess.Open() : db.OpenForReviewers()).CountAsync(r => r.ReviewKey == review.Key, ct);
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

    [LoggerMessage(5011, LogLevel.Warning, "The link to the review {Review} for the manager with the SCIM ID {ManagerScimId} could not be mailed. It is tried again.")]
    private static partial void NotMailed(ILogger logger, Guid review, Guid managerScimId);

    [LoggerMessage(5012, LogLevel.Warning, "A link to the review {Review} was mailed to the manager with the SCIM ID {ManagerScimId}, and does not work: meanwhile the review has ended, or somebody has made or ended a link")]
    private static partial void MailedInVain(ILogger logger, Guid review, Guid managerScimId);
}
