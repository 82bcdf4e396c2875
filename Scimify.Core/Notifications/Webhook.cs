namespace Scimify.Core.Notifications;

/// <summary>An address to which an organization's notices are sent.</summary>
public sealed class Webhook
{
    public int Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    /// <summary>The encrypted address. Whoever knows the address of a chat tool can write there.</summary>
    public required string ProtectedUrl { get; set; }

    /// <summary>As much of the address as everybody may see (<see cref="WebhookAddress.Mask"/>).</summary>
    public required string MaskedUrl { get; set; }

    /// <summary>The encrypted secret that signs the messages.</summary>
    public required string ProtectedSecret { get; set; }

    /// <summary>The chosen kinds of notices, separated by spaces; null for <see cref="WebhookEvents.Default"/>.</summary>
    public string? Events { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    /// <summary>When it last answered with a 2xx.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>Since when it has failed; null if the last delivery succeeded.</summary>
    public DateTimeOffset? FailedAt { get; set; }

    public string? Failure { get; set; }
}

/// <summary>One message for one webhook, and what became of it. The newest that are settled stay as the delivery log.</summary>
public sealed class WebhookDelivery
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int WebhookKey { get; set; }

    /// <summary>The <see cref="Notice"/>'s kind.</summary>
    public required string Kind { get; set; }

    /// <summary>The JSON that is sent.</summary>
    public required string Body { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>
    /// Unix milliseconds. Whoever claims the delivery first moves this on, so that nobody else takes it. Null if it is settled:
    /// the message has arrived, or was tried too often.
    /// </summary>
    public long? NotBefore { get; set; }

    /// <summary>When the last attempt ended.</summary>
    public DateTimeOffset? AttemptedAt { get; set; }

    /// <summary>The HTTP status of the last attempt; null if there was no answer.</summary>
    public int? Status { get; set; }

    /// <summary>How long the last attempt took, in milliseconds.</summary>
    public long? DurationMs { get; set; }

    /// <summary>What was wrong with the last attempt; null if the message has arrived.</summary>
    public string? Problem { get; set; }
}

/// <summary>The last announced value of a subject. Only a higher value is news.</summary>
public sealed class NoticeMark
{
    public int OrganizationKey { get; set; }

    public required string Subject { get; set; }

    public long Value { get; set; }
}
