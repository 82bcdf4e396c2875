using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Evidence.Reviews;

[Route(Root + "/reviews")]
[Tags("Access reviews")]
public sealed class ReviewsController(ReviewService reviews, ReviewQuery query, ScimifyDatabase database, TimeProvider clock, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists access reviews, newest first.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadLogs))]
    public async Task<ActionResult<Envelope<ResultPage<ReviewResource>>>> List(Query<PageInput> input, CancellationToken ct)
    {
        var part = input.Read().Request;
        return Results(await query.ListAsync(await ActorAsync(ct), part, ct));
    }

    /// <summary>Starts a review: freezes who has access now.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageReviews))]
    [ProducesResponseType<Envelope<ReviewResource>>(StatusCodes.Status201Created)]
    public async Task<ActionResult<Envelope<ReviewResource>>> Start(Body<StartReviewInput> body, CancellationToken ct)
    {
        var input = await body.ReadAsync(ct);
        var review = await reviews.StartAsync(await ActorAsync(ct), input.RequiredIntegration(), input.ToReview(), ct);
        return Made($"reviews/{review.Id}", await query.OneAsync(review, ct));
    }

    /// <summary>Shows one review and how far it is.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadLogs))]
    public async Task<ActionResult<Envelope<ReviewResource>>> Get(Guid uuid, CancellationToken ct) =>
        Results(await query.OneAsync(await reviews.GetAsync(await ActorAsync(ct), uuid, ct), ct));

    /// <summary>Lists the rows of a review. With the header "Accept: text/csv" or "Accept: application/jsonl", returns all that match.</summary>
    [HttpGet("{uuid}/rows")]
    [Authorize(Policy = nameof(Permission.ReadLogs))]
    [ProducesResponseType<Envelope<ResultPage<ReviewLine>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Rows(Guid uuid, Query<ReviewRowsInput> input, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var review = await reviews.GetAsync(actor, uuid, ct);
        var asked = input.Read();
        return ExportFormat.Accepted(Request) is { } format
            ? new ExportResult<ReviewLine>(format, query.ToRowExport(actor, review, asked.ToFilter()))
            : Results((await query.RowsAsync(review, asked.ToFilter(), asked.Request, ct)).Select(row => ReviewLine.Of(review, row))).Result!;
    }

    /// <summary>The record whose SHA-256 the audit log has: the frozen list, or for a closed review the list with all decisions.</summary>
    [HttpGet("{uuid}/record")]
    [Authorize(Policy = nameof(Permission.ReadLogs))]
    [Produces(RecordAnswer.MediaType)]
    [ProducesResponseType<byte[]>(StatusCodes.Status200OK, RecordAnswer.MediaType)]
    public async Task<IActionResult> Record(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var review = await reviews.GetAsync(actor, uuid, ct);
        await database.WriteAsync(writer => writer.AppendAudit(ReviewQuery.AuditOfRecord(actor, review, clock.GetUtcNow())), ct);
        return new RecordAnswer(review, query.RecordAsync(review, ct));
    }

    /// <summary>Notes what the caller, who is a reviewer, says about some rows. A later decision replaces an earlier one.</summary>
    [HttpPost("{uuid}/decisions")]
    [Authorize(Policy = nameof(Permission.ManageReviews))]
    public async Task<ActionResult<Envelope<DecidedResource>>> Decide(Guid uuid, Body<DecideReviewInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await reviews.GetAsync(actor, uuid, ct);
        var input = await body.ReadAsync(ct);
        var decided = await reviews.DecideAsync(actor, uuid, input.Rows ?? [], EnumWords.Parse<ReviewDecision>(input.Decision ?? "") ?? ReviewDecision.None, input.Reason, ct);
        return Results(new DecidedResource(decided.Done, decided.Own, decided.Missing));
    }

    /// <summary>Closes a review for ever: removes in Looker what SCIM would not give back, and says what has to end elsewhere.</summary>
    [HttpPost("{uuid}/close")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public async Task<ActionResult<Envelope<ReviewResource>>> Close(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await reviews.GetAsync(actor, uuid, ct);
        await RequireNoBodyAsync(ct);
        return Results(await query.OneAsync(await reviews.CloseAsync(actor, uuid, ct), ct));
    }

    /// <summary>Ends a review without any effect.</summary>
    [HttpPost("{uuid}/cancel")]
    [Authorize(Policy = nameof(Permission.ManageReviews))]
    public async Task<ActionResult<Envelope<ReviewResource>>> Cancel(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await reviews.GetAsync(actor, uuid, ct);
        await RequireNoBodyAsync(ct);
        return Results(await query.OneAsync(await reviews.CancelAsync(actor, uuid, ct), ct));
    }
}
