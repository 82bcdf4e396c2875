using Scimify.Core.Audit;

namespace Scimify.Core.Notifications;

/// <summary>Webhooks, their deliveries, and what has been announced. Implemented in <c>Persistence</c>.</summary>
public interface IWebhookStore
{
    /// <summary>In the order of their creation.</summary>
    Task<IReadOnlyList<Webhook>> ListAsync(int organizationKey, CancellationToken ct);

    Task<Webhook?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <returns>False if the organization has as many as it may.</returns>
    Task<bool> AddAsync(Webhook webhook, int most, AuditEntry audit, CancellationToken ct);

    /// <summary>Changes a webhook, with an audit entry if that changes anything.</summary>
    /// <param name="change">Returns null if nothing changes.</param>
    /// <returns>The webhook as it is then; null if there is no such webhook.</returns>
    Task<Webhook?> ChangeAsync(int organizationKey, Guid id, Func<Webhook, AuditEntry?> change, CancellationToken ct);

    /// <summary>Deletes a webhook and its deliveries.</summary>
    /// <returns>False if there is no such webhook.</returns>
    Task<bool> DeleteAsync(int organizationKey, Guid id, Func<Webhook, AuditEntry> audit, CancellationToken ct);

    /// <summary>The current notices of organizations with webhooks, including known ones.</summary>
    Task<IReadOnlyList<Notice>> FindNoticesAsync(CancellationToken ct);

    /// <summary>Queues the notice for each webhook of its organization that wants its kind, unless it is known already.</summary>
    /// <param name="body">Creates the message for a delivery ID.</param>
    Task TellAsync(Notice notice, Func<Guid, string> body, CancellationToken ct);

    /// <summary>Claims deliveries that are due, oldest first. Nobody else gets them until the given time.</summary>
    Task<IReadOnlyList<(WebhookDelivery Delivery, Webhook Webhook)>> TakeAsync(int most, DateTimeOffset until, CancellationToken ct);

    /// <summary>Claims one delivery, due or not, settled or not. Nobody else gets it until the given time.</summary>
    /// <returns>Null if the webhook has no such delivery.</returns>
    Task<WebhookDelivery?> ClaimAsync(Webhook webhook, Guid delivery, DateTimeOffset until, Func<WebhookDelivery, AuditEntry> audit, CancellationToken ct);

    /// <summary>
    /// Records an attempt, in the delivery and in its webhook. Only the newest settled deliveries of a webhook stay. Does nothing if
    /// the webhook was deleted meanwhile.
    /// </summary>
    /// <param name="delivery">Is added if it was not queued before.</param>
    /// <param name="again">When to try again; null if it is settled.</param>
    Task RecordAsync(WebhookDelivery delivery, WebhookAnswer answer, DateTimeOffset? again, CancellationToken ct);
}
