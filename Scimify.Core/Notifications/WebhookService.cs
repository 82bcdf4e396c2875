using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Notifications;

/// <summary>Creates, lists, changes, tests and deletes the webhooks of an organization.</summary>
/// <param name="policy">The addresses that they may have.</param>
public sealed class WebhookService(
    IWebhookStore store, WebhookDispatcher dispatcher, WebhookViews views, ISecretProtector secrets, WebhookNetworkPolicy policy, TimeProvider clock)
{
    public const int Most = 10;

    /// <exception cref="ForbiddenException">The role may not read integrations.</exception>
    public async Task<IReadOnlyList<WebhookView>> ListAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        return [.. (await store.ListAsync(actor.OrganizationKey, ct)).Select(webhook => views.Of(actor, webhook))];
    }

    /// <exception cref="NotFoundException">This organization has no such webhook.</exception>
    public async Task<WebhookView> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        return views.Of(actor, await FindAsync(actor, id, ct));
    }

    /// <param name="events">Null for <see cref="WebhookEvents.Default"/>.</param>
    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    /// <exception cref="ValidationFailedException"><c>url</c>, <c>events</c>.</exception>
    /// <exception cref="ConflictException">There are <see cref="Most"/> already.</exception>
    public async Task<IssuedWebhook> CreateAsync(Actor actor, string? url, IReadOnlyCollection<string>? events, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var (address, secret) = (WebhookAddress.Check(url, policy), WebhookSignature.NewSecret());
        var webhook = new Webhook
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            OrganizationKey = actor.OrganizationKey,
            ProtectedUrl = secrets.Protect(address),
            MaskedUrl = WebhookAddress.Mask(address),
            ProtectedSecret = secrets.Protect(secret),
            Events = WebhookEvents.Stored(events),
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = actor.Name,
        };
        return await store.AddAsync(webhook, Most, Audit(actor, "webhook.create", webhook, null, StateOf(webhook)), ct)
            ? new IssuedWebhook(views.Of(actor, webhook), secret)
            : throw new ConflictException($"There are {Most} webhooks already. Remove one first.");
    }

    /// <summary>Chooses the kinds of notices that a webhook gets.</summary>
    /// <param name="events">Null to leave them.</param>
    /// <exception cref="ValidationFailedException"><c>events</c>.</exception>
    /// <exception cref="NotFoundException">This organization has no such webhook.</exception>
    public async Task<WebhookView> UpdateAsync(Actor actor, Guid id, IReadOnlyCollection<string>? events, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        if (events is null)
        {
            return await GetAsync(actor, id, ct);
        }

        var chosen = WebhookEvents.Stored(events);
        var changed = await store.ChangeAsync(
            actor.OrganizationKey,
            id,
            webhook =>
            {
                var (before, isSame) = (StateOf(webhook), webhook.Events == chosen);
                webhook.Events = chosen;
                return isSame ? null : Audit(actor, "webhook.update", webhook, before, StateOf(webhook));
            },
            ct);
        return views.Of(actor, changed ?? throw Unknown(id));
    }

    /// <exception cref="NotFoundException">This organization has no such webhook.</exception>
    public async Task DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        if (!await store.DeleteAsync(actor.OrganizationKey, id, webhook => Audit(actor, "webhook.delete", webhook, StateOf(webhook), null), ct))
        {
            throw Unknown(id);
        }
    }

    /// <summary>Sends a message of the kind <c>test</c> at once, and only once.</summary>
    /// <returns>What went wrong; null if the webhook answered with a 2xx.</returns>
    /// <exception cref="NotFoundException">This organization has no such webhook.</exception>
    public async Task<string?> TestAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var webhook = await store.ChangeAsync(actor.OrganizationKey, id, found => Audit(actor, "webhook.test", found, null, new { url = found.MaskedUrl }), ct) ?? throw Unknown(id);
        var (message, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        var notice = new Notice(actor.OrganizationKey, "", 0, NoticeKinds.Test, $"{actor.Name} is testing this webhook.", new Dictionary<string, object?>());
        var delivery = new WebhookDelivery
        {
            Id = message,
            WebhookKey = webhook.Key,
            Kind = notice.Kind,
            Body = NoticeBody.Of(message, now, notice),
            CreatedAt = now,
            Attempts = 1,
        };
        return (await dispatcher.SendAsync(webhook, delivery, ct)).Problem;
    }

    /// <summary>Sends a message of the delivery log at once, whatever became of it, with the same ID.</summary>
    /// <returns>What went wrong; null if the webhook answered with a 2xx.</returns>
    /// <exception cref="NotFoundException">This organization has no such webhook, or the webhook no such message.</exception>
    public async Task<string?> RetryAsync(Actor actor, Guid id, Guid message, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var webhook = await FindAsync(actor, id, ct);
        var delivery = await store.ClaimAsync(
            webhook,
            message,
            clock.GetUtcNow() + WebhookDispatcher.Lease,
            claimed => Audit(actor, "webhook.retry", webhook, null, new { message, type = claimed.Kind }),
            ct);
        return delivery is null
            ? throw new NotFoundException($"Delivery with UUID {message} not found")
            : (await dispatcher.SendAsync(webhook, delivery, ct)).Problem;
    }

    private async Task<Webhook> FindAsync(Actor actor, Guid id, CancellationToken ct) => await store.FindAsync(actor.OrganizationKey, id, ct) ?? throw Unknown(id);

    private static NotFoundException Unknown(Guid id) => new($"Webhook with UUID {id} not found");

    private static object StateOf(Webhook webhook) => new { url = webhook.MaskedUrl, events = WebhookEvents.Of(webhook) };

    private AuditEntry Audit(Actor actor, string action, Webhook webhook, object? before, object? after) =>
        actor.Audit(clock.GetUtcNow(), action, new AuditSubject("webhook", webhook.Id.ToString(), new Uri(webhook.MaskedUrl).Host), before, after);
}
