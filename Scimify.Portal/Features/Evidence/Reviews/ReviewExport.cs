using Scimify.Core.People;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>Reviews and their rows, for console, REST API and command line.</summary>
internal static class ReviewExport
{
    public static Export<ReviewResource> ToExport(this ReviewQuery reviews, Actor actor, DateTimeOffset? from, DateTimeOffset? to) =>
        new(actor, "Access reviews", "access-reviews", new { from, to }, reviews.AllAsync(actor, from, to));

    public static Export<ReviewLine> ToRowExport(this ReviewQuery reviews, Actor actor, AccessReview review, ReviewFilter filter) =>
        new(actor, "Rows of an access review", "access-review", new { review = review.Id, filter.View, filter.Text }, reviews.RowsOfAsync(review, filter));

    public static Export<ReviewLine> ToRowExport(this ReviewQuery reviews, Actor actor, Guid? integration, DateTimeOffset? from, DateTimeOffset? to) =>
        new(actor, "Decisions of access reviews", "access-review-decisions", new { integration, from, to }, reviews.AllRowsAsync(actor, integration, from, to));
}

/// <summary>Reviews that were open in the period, with every row and decision, in evidence packs.</summary>
internal sealed class ReviewPack(ReviewQuery reviews) : IPackSource
{
    public IEnumerable<PackFile> Files(PackScope scope) =>
    [
        PackFile.Of("access-reviews", reviews.ToExport(scope.Actor, scope.From, scope.To)),
        PackFile.Of("access-review-decisions", reviews.ToRowExport(scope.Actor, null, scope.From, scope.To)),
    ];
}
