using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Reviews;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>Reviews, their rows and their records, as they are stored.</summary>
public sealed class ReviewQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>Newest first.</summary>
    public async Task<ResultPage<ReviewResource>> ListAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = db.AccessReviews.Where(r => r.OrganizationKey == actor.OrganizationKey);
        var reviews = await all.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct);
        return new(await ResourcesAsync(db, reviews, ct), part, await all.LongCountAsync(ct));
    }

    /// <summary>Of a review that the caller may see.</summary>
    public async Task<ReviewResource> OneAsync(AccessReview review, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return (await ResourcesAsync(db, [review], ct))[0];
    }

    /// <summary>A page of a review's rows, in the order of the list.</summary>
    public async Task<ResultPage<ReviewedAccess>> RowsAsync(AccessReview review, ReviewFilter filter, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = Narrow(db, review, filter);
        return new(await rows.OrderBy(r => r.Number).Skip(part.Skip).Take(part.Size).ToListAsync(ct), part, await rows.LongCountAsync(ct));
    }

    /// <summary>How many rows are worth a look.</summary>
    public async Task<long> WorthALookAsync(AccessReview review, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Narrow(db, review, new ReviewFilter(ReviewView.Look)).LongCountAsync(ct);
    }

    /// <summary>The numbers of rows whose access Looker still gives, as far as is known. Says nothing of accounts that SCIM does not know.</summary>
    public async Task<IReadOnlySet<int>> StillThereAsync(IReadOnlyList<ReviewedAccess> rows, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var users = rows.Select(r => r.UserKey).OfType<long>().Distinct().ToList();
        var now = (await db.AccessIntervals.Where(i => users.Contains(i.UserKey) && i.UntilAt == null && i.Had).Select(i => new { i.UserKey, i.GroupKey }).ToListAsync(ct)).Select(i => (i.UserKey, i.GroupKey)).ToHashSet();
        return rows.Where(r => r.UserKey is { } user && now.Contains((user, r.GroupKey ?? 0))).Select(r => r.Number).ToHashSet();
    }

    /// <summary>Who decides, with how many decisions each has made.</summary>
    public async Task<IReadOnlyList<(Guid PersonId, string Email, int Decided)>> ReviewersAsync(AccessReview review, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var reviewers = await db.AccessReviewers.Where(r => r.ReviewKey == review.Key).OrderBy(r => r.Email).ToListAsync(ct);
        var decided = await db.ReviewedAccess.Where(r => r.ReviewKey == review.Key && r.DecidedBy != null && !r.DecidedByLink).GroupBy(r => r.DecidedBy!).Select(g => new { By = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.By, g => g.Count, ct);
        return [.. reviewers.Select(r => (r.PersonId, r.Email, decided.GetValueOrDefault(r.Email)))];
    }

    /// <summary>The lines of the record: the frozen list, or for a closed review the list with all decisions.</summary>
    public async IAsyncEnumerable<byte[]> RecordAsync(AccessReview review, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var reviewers = await db.AccessReviewers.Where(r => r.ReviewKey == review.Key).Select(r => r.Email).ToListAsync(ct);
        var rows = await db.ReviewedAccess.Where(r => r.ReviewKey == review.Key).OrderBy(r => r.Number).ToListAsync(ct);
        foreach (var line in ReviewRecord.Lines(review, reviewers, rows))
        {
            yield return line;
        }
    }

    /// <summary>Whether the stored rows still give the hash that the audit log has.</summary>
    public async Task<bool> IsGenuineAsync(AccessReview review, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var reviewers = await db.AccessReviewers.Where(r => r.ReviewKey == review.Key).Select(r => r.Email).ToListAsync(ct);
        var rows = await db.ReviewedAccess.Where(r => r.ReviewKey == review.Key).OrderBy(r => r.Number).ToListAsync(ct);
        return ReviewRecord.Sha256Of(review, reviewers, rows) == (review.Sha256 ?? review.ListSha256);
    }

    public static AuditEntry AuditOfRecord(Actor actor, AccessReview review, DateTimeOffset now) => actor.Audit(
        now, "export.create", new AuditSubject("export", null, "Access review"), after: new { format = "jsonl", filter = new { review = review.Id } });

    /// <summary>All reviews, the oldest first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ReviewResource>> AllAsync(Actor actor, DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken ct = default)
    {
        actor.Require(Permission.ReadLogs);
        await foreach (var part in PartsAsync(actor, null, from, to, ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            yield return await ResourcesAsync(db, part, ct);
        }
    }

    /// <summary>The rows of all reviews, the oldest first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ReviewLine>> AllRowsAsync(Actor actor, Guid? integration, DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken ct = default)
    {
        actor.Require(Permission.ReadLogs);
        await foreach (var part in PartsAsync(actor, integration, from, to, ct))
        {
            foreach (var review in part)
            {
                await foreach (var lines in RowsOfAsync(review, new ReviewFilter(), ct))
                {
                    yield return lines;
                }
            }
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<ReviewLine>> RowsOfAsync(AccessReview review, ReviewFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var part in ExportParts.ByKeyAsync<ReviewedAccess, int>(ReadAsync, row => row.Number, ct))
        {
            yield return [.. part.Select(row => ReviewLine.Of(review, row))];
        }

        async Task<List<ReviewedAccess>> ReadAsync(int above, CancellationToken stop)
        {
            await using var db = await contexts.CreateDbContextAsync(stop);
            return await Narrow(db, review, filter).Where(r => r.Number > above).OrderBy(r => r.Number).Take(ExportParts.AtOnce).ToListAsync(stop);
        }
    }

    private IAsyncEnumerable<List<AccessReview>> PartsAsync(Actor actor, Guid? integration, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        return ExportParts.ByKeyAsync<AccessReview, long>(ReadAsync, review => review.Key, ct);

        async Task<List<AccessReview>> ReadAsync(long above, CancellationToken stop)
        {
            await using var db = await contexts.CreateDbContextAsync(stop);
            return await db.AccessReviews
                .Where(r => r.OrganizationKey == actor.OrganizationKey && r.Key > above && (integration == null || r.IntegrationId == integration)
                    && (to == null || r.StartedAt < to) && (from == null || r.EndedAt == null || r.EndedAt >= from))
                .OrderBy(r => r.Key).Take(ExportParts.AtOnce).ToListAsync(stop);
        }
    }

    private static IQueryable<ReviewedAccess> Narrow(ScimifyContext db, AccessReview review, ReviewFilter filter)
    {
        var isClosed = review.State == ReviewState.Closed;
        var rows = db.ReviewedAccess.Where(r => r.ReviewKey == review.Key);
        rows = filter.View switch
        {
            ReviewView.Open => rows.Open(),
            ReviewView.WithoutManager => rows.Where(r => r.ManagerKey == null),
            ReviewView.Look => rows.Where(r => r.Source == ReviewedSource.ByHand || r.Source == ReviewedSource.Unknown || r.IsAdministrator || r.LastDecision == ReviewDecision.Remove),
            ReviewView.Keep => rows.Where(r => r.Decision == ReviewDecision.Keep),
            ReviewView.Remove => rows.Where(r => r.Decision == ReviewDecision.Remove),
            ReviewView.Removed when isClosed => rows.Where(r => r.Outcome == ReviewOutcome.Removed),
            ReviewView.IdentityProvider when isClosed => rows.Where(r => r.Outcome == ReviewOutcome.IdentityProvider),
            ReviewView.InLooker when isClosed => rows.Where(r => r.Outcome == ReviewOutcome.InLooker),
            ReviewView.Gone => rows.Where(r => r.Outcome == ReviewOutcome.Gone),
            ReviewView.Removed => rows.Where(r => r.Decision == ReviewDecision.Remove && !r.Asked && r.Source != ReviewedSource.Unknown && !r.IsAdministrator),
            ReviewView.IdentityProvider => rows.Where(r => r.Decision == ReviewDecision.Remove && r.Asked && r.Source != ReviewedSource.Unknown && !r.IsAdministrator),
            ReviewView.InLooker => rows.Where(r => r.Decision == ReviewDecision.Remove && (r.Source == ReviewedSource.Unknown || r.IsAdministrator)),
            _ => rows,
        };
        return ScimText.Sought(filter.Text) is { } text ? rows.Where(r => r.SearchText.Contains(text)) : rows;
    }

    private static async Task<IReadOnlyList<ReviewResource>> ResourcesAsync(ScimifyContext db, IReadOnlyList<AccessReview> reviews, CancellationToken ct)
    {
        var keys = reviews.Select(r => r.Key).ToList();
        var reviewers = (await db.AccessReviewers.Where(r => keys.Contains(r.ReviewKey)).OrderBy(r => r.Email).ToListAsync(ct)).ToLookup(r => r.ReviewKey, r => r.Email);
        var counts = (await db.ReviewedAccess.Where(r => keys.Contains(r.ReviewKey))
            .GroupBy(r => new { r.ReviewKey, r.Decision, r.Outcome, r.Asked, r.Source, r.IsAdministrator })
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)).ToLookup(g => g.Key.ReviewKey);
        return [.. reviews.Select(review =>
        {
            var groups = counts[review.Key].Select(g => (Row: new ReviewedAccess
            {
                Display = "", UserName = "", Groups = "", Roles = "", Decision = g.Key.Decision, Outcome = g.Key.Outcome, Asked = g.Key.Asked, Source = g.Key.Source, IsAdministrator = g.Key.IsAdministrator,
            }, g.Count)).ToList();
            return ReviewResource.Of(review, [.. reviewers[review.Key]], new ReviewProgress(
                review.Rows, Sum(r => r.Decision == ReviewDecision.Keep), Sum(r => r.Decision == ReviewDecision.Remove), Sum(r => r.IsOpen),
                Sum(r => ReviewWords.OutcomeOf(review, r) == ReviewOutcome.Removed), Sum(r => ReviewWords.OutcomeOf(review, r) == ReviewOutcome.IdentityProvider),
                Sum(r => ReviewWords.OutcomeOf(review, r) == ReviewOutcome.InLooker), Sum(r => ReviewWords.OutcomeOf(review, r) == ReviewOutcome.Gone)));

            int Sum(Func<ReviewedAccess, bool> which) => groups.Where(g => which(g.Row)).Sum(g => g.Count);
        })];
    }
}
