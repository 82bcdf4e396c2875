using System.Security.Cryptography;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Reviews;

/// <summary>Makes, ends and uses the links with which managers decide in an access review. They work until the review ends or they expire.</summary>
public sealed class ReviewLinkService(ReviewService reviews, IReviewLinkStore store, IKeyedHash hash, TimeProvider clock)
{
    /// <summary>The most decisions at once.</summary>
    public const int MostAtOnce = 100;

    /// <summary>How long a link works after the review is due, or after it was made if that is later.</summary>
    public static readonly TimeSpan LeastLife = TimeSpan.FromDays(7);

    private const int SecretDigits = 64;

    /// <summary>The name of whoever decides with a link in the audit log, which cannot erase names of those who acted. The manager's is in the entry's values.</summary>
    private const string Nameless = "manager";

    /// <exception cref="NotFoundException">There is no such review, or it has no such manager.</exception>
    public async Task<(AccessReview Review, ReviewManager Manager)> GetAsync(Actor actor, Guid reviewId, Guid managerId, CancellationToken ct)
    {
        var review = await reviews.GetAsync(actor, reviewId, ct);
        return (review, await store.FindAsync(review, managerId, ct) ?? throw new NotFoundException($"The review has no manager with the SCIM ID {managerId}"));
    }

    /// <summary>Makes a link for a manager, and ends the one before.</summary>
    /// <param name="mail">Sends the link to the manager. It works as soon as this method has returned.</param>
    /// <exception cref="ForbiddenException">The role may not manage reviews, or the link would be shown to somebody who is not a reviewer of this review.</exception>
    /// <exception cref="NotFoundException">There is no such review, or it has no such manager.</exception>
    /// <exception cref="ConflictException">The review has ended, the manager is not active in the directory, or somebody else has just made a link.</exception>
    public async Task<IssuedReviewLink> IssueAsync(Actor actor, Guid reviewId, Guid managerId, Func<IssuedReviewLink, CancellationToken, Task<bool>> mail, CancellationToken ct)
    {
        actor.Require(Permission.ManageReviews);
        var (review, manager) = await GetAsync(actor, reviewId, managerId, ct);
        if (review.State != ReviewState.Open)
        {
            throw new ConflictException("The review has ended. Nothing in it changes any more.");
        }

        if (!await store.IsThereAsync(manager, ct))
        {
            throw new ConflictException("The manager has left or is not active, so no link would work. The reviewers decide about these rows.", new { code = "left" });
        }

        var link = New(review, manager);
        link = link with { Mailed = await mail(link, ct) };
        if (!link.Mailed && !await MayBeShownAsync(actor, review, ct))
        {
            throw actor.Refuse("review");
        }

        return await ReplaceAsync(actor, review, manager, link, ct)
            ? link
            : throw new ConflictException("Somebody else has just made or ended a link of this manager. Look again.");
    }

    /// <summary>Whether the actor may be shown a link. Whoever sees it could decide with it, so only a reviewer may.</summary>
    public async Task<bool> MayBeShownAsync(Actor actor, AccessReview review, CancellationToken ct) => actor.Id is { } person && await store.IsReviewerAsync(review, person, ct);

    /// <summary>Mails a manager a link in place of the one before. If no mail server takes it, the one before goes on working.</summary>
    /// <param name="review">An open one.</param>
    /// <param name="mail">As of <see cref="IssueAsync"/>.</param>
    /// <exception cref="ConflictException">The review has ended.</exception>
    public async Task<ReviewLinkMail> RemindAsync(AccessReview review, ReviewManager manager, Func<IssuedReviewLink, CancellationToken, Task<bool>> mail, CancellationToken ct)
    {
        var link = New(review, manager);
        if (!await mail(link, ct))
        {
            return ReviewLinkMail.NotTaken;
        }

        var system = new Actor("system", null, "reminders", review.OrganizationKey, Guid.Empty, PortalRole.Auditor, null);
        return await ReplaceAsync(system, review, manager, link with { Mailed = true }, ct) ? ReviewLinkMail.Sent : ReviewLinkMail.Outdated;
    }

    /// <summary>Ends a link.</summary>
    /// <exception cref="ForbiddenException">The role may not manage reviews.</exception>
    /// <exception cref="NotFoundException">There is no such review, it has no such manager, or the manager has no link.</exception>
    /// <exception cref="ConflictException">The review has ended.</exception>
    public async Task RevokeAsync(Actor actor, Guid reviewId, Guid managerId, CancellationToken ct)
    {
        actor.Require(Permission.ManageReviews);
        var (review, manager) = await GetAsync(actor, reviewId, managerId, ct);
        var audit = actor.Audit(
            clock.GetUtcNow(), "review.revokeLink", ReviewService.Subject(review), before: new { managerScimId = manager.ScimId, madeBy = manager.LinkMadeBy, expiresAt = manager.LinkExpiresAt });
        if (!await store.RevokeAsync(review, manager, audit, ct))
        {
            throw new NotFoundException($"The manager with the SCIM ID {managerId} has no link");
        }
    }

    /// <summary>Opens a link. It goes on working.</summary>
    /// <returns>Null for whatever does not work, without a word about why.</returns>
    public async Task<OpenedReviewLink?> OpenAsync(string secret, CancellationToken ct)
    {
        if (secret.Length != SecretDigits || await store.OpenAsync(await hash.OfAsync(secret, ct), ct) is not { } link)
        {
            return null;
        }

        if (link.Manager.OpenedAt is null)
        {
            await store.NoteOpenedAsync(link, ct);
        }

        return link;
    }

    /// <summary>Notes what a manager says about rows of their own people. A later decision replaces an earlier one.</summary>
    /// <param name="sourceAddress">Where the request came from.</param>
    /// <returns>Null if the link does not work any more.</returns>
    /// <exception cref="ValidationFailedException"><c>decisions</c>: none, too many, or neither keep nor remove. <c>reason</c>: missing or too long.</exception>
    public async Task<LinkDecided?> DecideAsync(string secret, IReadOnlyCollection<LinkDecision> decisions, string? sourceAddress, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (decisions.Count is 0 or > MostAtOnce)
        {
            errors.Add("decisions", $"must be 1 to {MostAtOnce}.");
        }

        foreach (var decision in decisions)
        {
            if (decision.Decision is not (ReviewDecision.Keep or ReviewDecision.Remove))
            {
                errors.Add("decisions", "must be keep or remove.");
            }
            else if (ReviewService.ReasonProblem(decision.Decision, decision.Reason) is { } problem)
            {
                errors.Add("reason", problem);
            }
        }

        errors.ThrowIfAny();
        return secret.Length != SecretDigits ? null : await store.DecideAsync(
            await hash.OfAsync(secret, ct),
            decisions,
            (link, noted) => new Actor("link", link.Manager.ScimId, Nameless, link.Review.OrganizationKey, Guid.Empty, PortalRole.Auditor, sourceAddress).Audit(
                clock.GetUtcNow(), "review.decideByLink", ReviewService.Subject(link.Review), after: new
                {
                    manager = link.Manager.Name, linkMadeBy = link.Manager.LinkMadeBy, linkMailed = link.Manager.LinkMailed, decisions = noted.Select(d => new { row = d.Number, d.Decision, d.Reason }),
                }),
            ct);
    }

    private IssuedReviewLink New(AccessReview review, ReviewManager manager)
    {
        var now = clock.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeMilliseconds(((review.DueAt > now ? review.DueAt : now) + LeastLife).ToUnixTimeMilliseconds());
        return new(review.Name, manager.ScimId, manager.Name, manager.Address, review.DueAt, expires, RandomNumberGenerator.GetHexString(SecretDigits, lowercase: true));
    }

    private async Task<bool> ReplaceAsync(Actor actor, AccessReview review, ReviewManager manager, IssuedReviewLink link, CancellationToken ct)
    {
        var settled = link.Mailed ? CancellationToken.None : ct;    // what was mailed has to work, even if whoever asked has gone
        var now = clock.GetUtcNow();
        var linked = new ReviewManager
        {
            ReviewKey = manager.ReviewKey, UserKey = manager.UserKey, ScimId = manager.ScimId, Name = manager.Name, UserName = manager.UserName, Address = manager.Address, LinkRevokedAt = manager.LinkRevokedAt,
            LinkHash = await hash.OfAsync(link.Secret, settled), LinkMadeAt = now, LinkMadeBy = actor.Name, LinkMailed = link.Mailed, LinkExpiresAt = link.ExpiresAt, Reminded = review.ReminderAt(now),
        };
        return await store.ReplaceAsync(
            review, linked, manager.LinkHash,
            actor.Audit(now, "review.link", ReviewService.Subject(review), after: new { managerScimId = manager.ScimId, mailed = link.Mailed, link.ExpiresAt }), settled);
    }
}
