using System.ComponentModel;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Evidence.Reviews;

[Route(Root + "/reviews/{uuid}/managers")]
[Tags("Access reviews")]
public sealed class ReviewManagersController(
    ReviewService reviews, ReviewLinkService links, ReviewManagersQuery query, ReviewLinkMailer mailer, ScimifySettings settings, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the managers who decide in a review with a link, those with open rows first.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadLogs))]
    public async Task<ActionResult<Envelope<ResultPage<ReviewManagerResource>>>> List(Guid uuid, Query<ReviewManagersInput> input, CancellationToken ct)
    {
        var review = await reviews.GetAsync(await ActorAsync(ct), uuid, ct);
        var asked = input.Read();
        return Results(await query.ListAsync(review, asked.Q, asked.Request, ct));
    }

    /// <summary>Makes a link with which a manager decides about their own people until the review ends or the link expires. It ends the link before. Where a mail server is set, the manager gets it by mail. Otherwise this answer alone contains it, and only for a reviewer of the review.</summary>
    [HttpPost("{scimId}/link")]
    [Authorize(Policy = nameof(Permission.ManageReviews))]
    [ProducesResponseType<Envelope<NewReviewLinkResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<NewReviewLinkResource>>> CreateLink(Guid uuid, Guid scimId, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await links.GetAsync(actor, uuid, scimId, ct);
        await RequireNoBodyAsync(ct);
        Response.Headers.CacheControl = "no-store";
        var issued = await links.IssueAsync(actor, uuid, scimId, (link, stop) => mailer.SendAsync(link, ReviewReminder.Started, stop), ct);
        return Made($"reviews/{uuid}/managers", new NewReviewLinkResource(
            issued.ManagerId, issued.Manager, issued.ExpiresAt, issued.Mailed, issued.Mailed ? null : ConsoleAddresses.ReviewLink(settings.PublicOrigin(Request), issued.Secret)));
    }

    /// <summary>Ends a manager's link. What was decided with it stays.</summary>
    [HttpDelete("{scimId}/link")]
    [Authorize(Policy = nameof(Permission.ManageReviews))]
    public async Task<ActionResult<Envelope<Nothing>>> DeleteLink(Guid uuid, Guid scimId, CancellationToken ct)
    {
        await links.RevokeAsync(await ActorAsync(ct), uuid, scimId, ct);
        return Results(new Nothing());
    }
}

/// <summary>Which managers of a review to list.</summary>
public sealed record ReviewManagersInput : PageInput
{
    [Description("Part of a name or address.")]
    public string? Q { get; init; }
}
