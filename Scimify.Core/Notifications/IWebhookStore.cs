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

    /// <summary>Deletes a webhook and the deliveries that are under way.</summary>
    /// <returns>False if there is no such webhook.</returns>
    Task<bool> DeleteAsync(int organizationKey, Guid id, Func<Webhook, AuditEntry> audit, CancellationToken ct);

    /// <summary>The current notices of organizations with webhooks, including known ones.</summary>
    Task<IReadOnlyList<Notice>> FindNoticesAsync(CancellationToken ct);

    /// <summary>Queues the notice for each webhook of its organization, unless it is known already.</summary>
    /// <param name="body">Creates the message for a delivery ID.</param>
    Task TellAsync(Notice notice, Func<Guid, string> body, CancellationToken ct);

    /// <summary>Claims deliveries that are due, oldest first. Nobody else gets them until the given time.</summary>
    Task<IReadOnlyList<(WebhookDelivery Delivery, Webhook Webhook)>> TakeAsync(int most, DateTimeOffset until, CancellationToken ct);

    Task DeliveredAsync(WebhookDelivery delivery, CancellationToken ct);

    /// <param name="again">When to try again; null to give up.</param>
    Task FailedAsync(WebhookDelivery delivery, string problem, DateTimeOffset? again, CancellationToken ct);
}
