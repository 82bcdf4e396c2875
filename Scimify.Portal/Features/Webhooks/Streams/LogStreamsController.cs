using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Streams;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Webhooks.Streams;

[Route(Root + "/log-streams")]
[Tags("Webhooks")]
public sealed class LogStreamsController(LogStreamService streams, LogStreamsQuery query, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the organization's log streams with how far each is, in the order of their creation.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<ItemList<LogStreamView>>>> List(CancellationToken ct) => Results(new ItemList<LogStreamView>(await query.RunAsync(await ActorAsync(ct), ct)));

    /// <summary>Creates a log stream to a webhook. Only this answer contains the secret that signs its batches.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    [ProducesResponseType<Envelope<IssuedLogStreamResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<IssuedLogStreamResource>>> Create(Body<CreateLogStreamInput> body, CancellationToken ct)
    {
        var input = await body.ReadAsync(ct);
        var issued = await streams.CreateAsync(await ActorAsync(ct), input.ToStream(), ct);
        Response.Headers.CacheControl = "no-store";
        return Made($"log-streams/{issued.Uuid}", IssuedLogStreamResource.Of(issued));
    }

    /// <summary>Shows one log stream.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<LogStreamView>>> Get(Guid uuid, CancellationToken ct) => Results(await query.FindAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Replaces the secret of a log stream at once. Only this answer contains it. What the receiver refuses meanwhile is sent again.</summary>
    [HttpPost("{uuid}/rotate")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<IssuedLogStreamResource>>> Rotate(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await query.FindAsync(actor, uuid, ct);
        await RequireNoBodyAsync(ct);
        Response.Headers.CacheControl = "no-store";
        return Results(IssuedLogStreamResource.Of(await streams.RotateAsync(actor, uuid, ct)));
    }

    /// <summary>Removes a log stream. What was not sent yet is not sent.</summary>
    [HttpDelete("{uuid}")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await streams.DeleteAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }
}

/// <summary>A log stream with its secret.</summary>
public sealed record IssuedLogStreamResource(Guid Uuid, string Secret)
{
    public static IssuedLogStreamResource Of(IssuedLogStream issued) => new(issued.Uuid, issued.Secret);

    public override string ToString() => $"IssuedLogStreamResource {{ {Uuid} }}";
}
