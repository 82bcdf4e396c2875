using System.Security.Cryptography;
using Scimify.Core.Integrations;
using Scimify.Core.People;

namespace Scimify.Core.Notifications;

/// <summary>A webhook as people see it.</summary>
/// <param name="Url">In full for whoever manages integrations; for others, only its host.</param>
/// <param name="Events">The kinds of notices that it gets.</param>
/// <param name="CreatedBy">By value.</param>
/// <param name="DeliveredAt">When it last answered with a 2xx.</param>
/// <param name="FailedAt">Since when it has failed; null if the last delivery succeeded.</param>
/// <param name="Failure">What was wrong with the last delivery.</param>
public sealed record WebhookView(
    Guid Uuid, string Url, IReadOnlyList<string> Events, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? DeliveredAt, DateTimeOffset? FailedAt, string? Failure)
{
    public override string ToString() => $"WebhookView {{ {Uuid} }}";
}

/// <param name="Secret">Shown once.</param>
public sealed record IssuedWebhook(WebhookView Webhook, string Secret)
{
    public override string ToString() => $"IssuedWebhook {{ {Webhook.Uuid} }}";
}

/// <summary>One message to a webhook, and what became of it.</summary>
/// <param name="Uuid">The message's ID, in <c>webhook-id</c> and <c>Scimify-Delivery</c>.</param>
/// <param name="Type">One of <see cref="NoticeKinds"/>.</param>
/// <param name="State"><c>delivered</c>, <c>waiting</c> (for its next attempt) or <c>failed</c>.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="AttemptedAt">When the last attempt ended.</param>
/// <param name="Status">The HTTP status of the last attempt; null if there was no answer.</param>
/// <param name="DurationMs">How long the last attempt took.</param>
/// <param name="Error">What was wrong with the last attempt.</param>
/// <param name="NextAttemptAt">Null if there is none.</param>
public sealed record WebhookDeliveryView(
    Guid Uuid, string Type, DateTimeOffset CreatedAt, string State, int Attempts, DateTimeOffset? AttemptedAt, int? Status, long? DurationMs, string? Error, DateTimeOffset? NextAttemptAt)
{
    public static WebhookDeliveryView Of(WebhookDelivery delivery) => new(
        delivery.Id,
        delivery.Kind,
        delivery.CreatedAt,
        delivery.NotBefore is not null ? "waiting" : delivery.Problem is null ? "delivered" : "failed",
        delivery.Attempts,
        delivery.AttemptedAt,
        delivery.Status,
        delivery.DurationMs,
        delivery.Problem,
        delivery.NotBefore is { } next ? DateTimeOffset.FromUnixTimeMilliseconds(next) : null);
}

/// <summary>Shows webhooks. Only whoever manages integrations sees more of an address than its host.</summary>
public sealed class WebhookViews(ISecretProtector secrets)
{
    public WebhookView Of(Actor viewer, Webhook webhook) => new(
        webhook.Id,
        AddressFor(viewer, webhook.ProtectedUrl, webhook.MaskedUrl),
        WebhookEvents.Of(webhook),
        webhook.CreatedAt,
        webhook.CreatedBy,
        webhook.DeliveredAt,
        webhook.FailedAt,
        webhook.Failure);

    /// <summary>The address in full for whoever may see it.</summary>
    public string AddressFor(Actor viewer, string protectedUrl, string maskedUrl) => MaySeeAddress(viewer) ? Address(protectedUrl, maskedUrl) : maskedUrl;

    /// <summary>Whoever has the address can post in somebody's name, so a token that may only read does not get it.</summary>
    private static bool MaySeeAddress(Actor viewer) =>
        Permissions.Grants(viewer.Role, Permission.ManageIntegrations) && viewer.Token is null or { Scope: PersonalTokenScope.All };

    private string Address(string protectedUrl, string maskedUrl)
    {
        try
        {
            return secrets.Unprotect(protectedUrl);
        }
        catch (CryptographicException)
        {
            // The key ring was lost. Its owner must still be able to see and remove it.
            return maskedUrl;
        }
    }
}
