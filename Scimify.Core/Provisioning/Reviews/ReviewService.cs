using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Reviews;

/// <summary>Starts, answers, closes and cancels access reviews. Console and REST API call the same methods.</summary>
public sealed class ReviewService(IReviewStore store, IntegrationService integrations, SyncEngine engine, TimeProvider clock)
{
    /// <summary>The most rows that one decision is noted for.</summary>
    public const int MostAtOnce = 1_000;

    /// <summary>Freezes who has access now, and asks the reviewers.</summary>
    /// <exception cref="ForbiddenException">The role may not manage reviews.</exception>
    /// <exception cref="NotFoundException">There is no such integration.</exception>
    /// <inheritdoc cref="IReviewStore.StartAsync"/>
    public async Task<AccessReview> StartAsync(Actor actor, Guid integrationId, NewReview asked, CancellationToken ct)
    {
        actor.Require(Permission.ManageReviews);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        var now = clock.GetUtcNow();
        asked.Check(now);
        var review = new AccessReview
        {
            Id = Guid.CreateVersion7(now),
            OrganizationKey = actor.OrganizationKey,
            IntegrationKey = integration.Key,
            IntegrationId = integration.Id,
            IntegrationName = integration.Name,
            Name = asked.Name,
            Scope = asked.Scope,
            ScopeNames = "",
            StartedAt = Stored(now),
            StartedBy = actor.Name,
            DueAt = Stored(asked.DueAt),
            ListSha256 = "",
        };
        return await store.StartAsync(review, asked, (started, reviewers) => actor.Audit(now, "review.start", Subject(started), after: new
        {
            integration = started.IntegrationName, scope = started.Scope, started.ScopeNames, started.Rows, started.DueAt, reviewers, started.WithoutManager, started.ListSha256,
        }), ct);
    }

    /// <exception cref="NotFoundException">There is no such review.</exception>
    public async Task<AccessReview> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        return await store.FindAsync(actor.OrganizationKey, id, ct) ?? throw new NotFoundException($"Review with UUID {id} not found");
    }

    /// <summary>Notes what a reviewer says about some rows. A later decision replaces an earlier one.</summary>
    /// <param name="rows">Numbers of rows.</param>
    /// <param name="reason">Required for anything but <see cref="ReviewDecision.Keep"/>.</param>
    /// <exception cref="ValidationFailedException"><c>rows</c>, <c>decision</c> or <c>reason</c>.</exception>
    /// <inheritdoc cref="IReviewStore.DecideAsync"/>
    public async Task<ReviewDecided> DecideAsync(Actor actor, Guid id, IReadOnlyCollection<int> rows, ReviewDecision decision, string? reason, CancellationToken ct)
    {
        actor.Require(Permission.ManageReviews);
        var review = await GetAsync(actor, id, ct);
        var text = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        var errors = new FieldErrors();
        if (rows.Count is 0 or > MostAtOnce)
        {
            errors.Add("rows", $"must name 1 to {MostAtOnce:N0} rows.");
        }

        if (decision == ReviewDecision.None)
        {
            errors.Add("decision", "must be keep, remove or notMine.");
        }

        if (ReasonProblem(decision, text) is { } problem)
        {
            errors.Add("reason", problem);
        }

        errors.ThrowIfAny();
        return await store.DecideAsync(review, actor, rows, decision, text, decided => actor.Audit(clock.GetUtcNow(), "review.decide", Subject(review), after: new
        {
            decision, rows = decided.Done, reason = text,
        }), ct);
    }

    /// <summary>Closes the review for ever, and takes away what Scimify may take away.</summary>
    /// <exception cref="ForbiddenException">The role may not take access away.</exception>
    /// <exception cref="NotFoundException">There is no such review.</exception>
    /// <inheritdoc cref="IReviewStore.CloseAsync"/>
    public async Task<AccessReview> CloseAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        var review = await store.CloseAsync(
            await GetAsync(actor, id, ct), actor.Name, (closed, figures) => actor.Audit(clock.GetUtcNow(), "review.close", Subject(closed), after: new { figures, closed.ListSha256, closed.Sha256 }), ct);
        engine.Nudge(review.IntegrationKey);
        return review;
    }

    /// <summary>Ends a review that should not have been started. Nothing happens in Looker.</summary>
    /// <exception cref="ForbiddenException">The role may not manage reviews.</exception>
    /// <exception cref="NotFoundException">There is no such review.</exception>
    /// <inheritdoc cref="IReviewStore.CancelAsync"/>
    public async Task<AccessReview> CancelAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageReviews);
        var review = await GetAsync(actor, id, ct);
        return await store.CancelAsync(review, actor.Name, actor.Audit(clock.GetUtcNow(), "review.cancel", Subject(review)), ct);
    }

    /// <returns>What is wrong with the reason of a decision; null for nothing.</returns>
    internal static string? ReasonProblem(ReviewDecision decision, string? reason) =>
        reason is null ? decision is ReviewDecision.Remove or ReviewDecision.NotMine ? "is required unless access is kept." : null
        : !NewReview.IsReason(reason) ? $"must have at most {NewReview.MaxReasonLength} characters, in one line."
        : null;

    internal static AuditSubject Subject(AccessReview review) => new("review", review.Id.ToString(), review.Name);

    /// <summary>The database keeps milliseconds. A hash has to be the same before and after.</summary>
    private static DateTimeOffset Stored(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
