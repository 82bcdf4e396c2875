using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Webhooks;

[Route(Root + "/webhooks")]
[Tags("Webhooks")]
public sealed class WebhooksController(WebhookService webhooks, WebhooksQuery list, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the organization's webhooks, in the order of their creation.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<ResultPage<WebhookView>>>> List(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results(await list.RunAsync(await ActorAsync(ct), part, ct));
    }

    /// <summary>Creates a webhook. Only this answer contains the secret that signs its messages.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    [ProducesResponseType<Envelope<NewWebhookResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<NewWebhookResource>>> Create(Body<CreateWebhookInput> body, CancellationToken ct)
    {
        var input = await body.ReadAsync(ct);
        var issued = await webhooks.CreateAsync(await ActorAsync(ct), input.Url, ct);
        Response.Headers.CacheControl = "no-store";
        return Made($"webhooks/{issued.Webhook.Uuid}", new NewWebhookResource(issued.Webhook.Uuid, issued.Webhook.Url, issued.Webhook.CreatedAt, issued.Secret));
    }

    /// <summary>Shows one webhook.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<WebhookView>>> Get(Guid uuid, CancellationToken ct) =>
        Results(await webhooks.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Removes a webhook and its undelivered messages.</summary>
    [HttpDelete("{uuid}")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await webhooks.DeleteAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }

    /// <summary>Sends a message of the kind "test" at once, and reports the result.</summary>
    [HttpPost("{uuid}/test")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<WebhookTest>>> Test(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await webhooks.GetAsync(actor, uuid, ct);
        await RequireNoBodyAsync(ct);
        var problem = await webhooks.TestAsync(actor, uuid, ct);
        return Results(new WebhookTest(problem is null, problem));
    }
}

/// <summary>A new webhook with its secret.</summary>
public sealed record NewWebhookResource(Guid Uuid, string Url, DateTimeOffset CreatedAt, string Secret)
{
    public override string ToString() => $"NewWebhookResource {{ {Uuid} }}";
}

/// <summary>The result of a message of the kind "test".</summary>
/// <param name="Problem">Null if the webhook answered with a 2xx.</param>
public sealed record WebhookTest(bool Ok, string? Problem);
