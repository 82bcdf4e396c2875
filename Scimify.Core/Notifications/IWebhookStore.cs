using Scimify.Core.Audit;

namespace Scimify.Core.Notifications;

/// <summary>Webhooks, what is on its way to them, and what is news. Implemented in <c>Persistence</c>.</summary>
public interface IWebhookStore
{
    /// <summary>In the order of their making.</summary>
    Task<IReadOnlyList<Webhook>> ListAsync(int organizationKey, CancellationToken ct);

    Task<Webhook?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <returns>False when the organization has as many as it may.</returns>
    Task<bool> AddAsync(Webhook webhook, int most, AuditEntry audit, CancellationToken ct);

    /// <summary>Removes it with what is on its way to it.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> DeleteAsync(int organizationKey, Guid id, Func<Webhook, AuditEntry> audit, CancellationToken ct);

    /// <summary>What organizations with webhooks have to be told now; known things are among it.</summary>
    Task<IReadOnlyList<Notice>> FindNoticesAsync(CancellationToken ct);

    /// <summary>Puts the notice on its way to each webhook of its organization, unless it is known.</summary>
    /// <param name="body">Makes what is sent.</param>
    Task TellAsync(Notice notice, Func<Guid, string> body, CancellationToken ct);

    /// <summary>Takes deliveries that are due, oldest first; until the given time nobody else takes them.</summary>
    Task<IReadOnlyList<(WebhookDelivery Delivery, Webhook Webhook)>> TakeAsync(int most, DateTimeOffset until, CancellationToken ct);

    Task DeliveredAsync(WebhookDelivery delivery, CancellationToken ct);

    /// <param name="again">When to try again; null: given up.</param>
    Task FailedAsync(WebhookDelivery delivery, string problem, DateTimeOffset? again, CancellationToken ct);
}
