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
public sealed class WebhooksController(WebhookService webhooks, WebhooksQuery list, WebhookDeliveriesQuery deliveries, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the organization's webhooks, in the order of their creation. Only owners and operators see their addresses in full.</summary>
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
        var issued = await webhooks.CreateAsync(await ActorAsync(ct), input.Url, input.Events, ct);
        Response.Headers.CacheControl = "no-store";
        return Made($"webhooks/{issued.Webhook.Uuid}", NewWebhookResource.Of(issued));
    }

    /// <summary>Shows one webhook.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<WebhookView>>> Get(Guid uuid, CancellationToken ct) =>
        Results(await webhooks.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Chooses which types of messages a webhook gets.</summary>
    [HttpPatch("{uuid}")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<WebhookView>>> Update(Guid uuid, Body<ChangeWebhookInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await webhooks.GetAsync(actor, uuid, ct);
        return Results(await webhooks.UpdateAsync(actor, uuid, (await body.ReadAsync(ct)).Events, ct));
    }

    /// <summary>Removes a webhook, its undelivered messages and its delivery log.</summary>
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
        return Results(WebhookTest.Of(await webhooks.TestAsync(actor, uuid, ct)));
    }

    /// <summary>Lists the messages to a webhook, newest first: what is on its way, and the last hundred that are settled.</summary>
    [HttpGet("{uuid}/deliveries")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<ResultPage<WebhookDeliveryView>>>> Deliveries(Guid uuid, Query<PageInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var webhook = await webhooks.GetAsync(actor, uuid, ct);
        return Results(await deliveries.RunAsync(actor, webhook.Uuid, query.Read().Request, ct));
    }

    /// <summary>Sends a message of the delivery log again at once, with the same ID, and reports the result.</summary>
    [HttpPost("{uuid}/deliveries/{deliveryUuid}/retry")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<WebhookTest>>> Retry(Guid uuid, Guid deliveryUuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await webhooks.GetAsync(actor, uuid, ct);
        await RequireNoBodyAsync(ct);
        return Results(WebhookTest.Of(await webhooks.RetryAsync(actor, uuid, deliveryUuid, ct)));
    }
}

/// <summary>A new webhook with its secret.</summary>
public sealed record NewWebhookResource(Guid Uuid, string Url, IReadOnlyList<string> Events, DateTimeOffset CreatedAt, string Secret)
{
    public static NewWebhookResource Of(IssuedWebhook issued) =>
        new(issued.Webhook.Uuid, issued.Webhook.Url, issued.Webhook.Events, issued.Webhook.CreatedAt, issued.Secret);

    public override string ToString() => $"NewWebhookResource {{ {Uuid} }}";
}

/// <summary>The result of a message that was sent by hand.</summary>
/// <param name="Problem">Null if the webhook answered with a 2xx.</param>
public sealed record WebhookTest(bool Ok, string? Problem)
{
    public static WebhookTest Of(string? problem) => new(problem is null, problem);
}
