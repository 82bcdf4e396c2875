namespace Scimify.Core.Notifications;

/// <summary>An address to which an organization's notices are sent.</summary>
public sealed class Webhook
{
    public int Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public required string Url { get; set; }

    /// <summary>The encrypted secret that signs the messages.</summary>
    public required string ProtectedSecret { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    /// <summary>When it last answered with a 2xx.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>Since when it has failed; null if the last delivery succeeded.</summary>
    public DateTimeOffset? FailedAt { get; set; }

    public string? Failure { get; set; }
}

/// <summary>One message for one webhook. The row is deleted when the message has arrived or was tried too often.</summary>
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

    /// <summary>Unix milliseconds. Whoever claims the delivery first moves this on, so that nobody else takes it.</summary>
    public long NotBefore { get; set; }
}

/// <summary>The last announced value of a subject. Only a higher value is news.</summary>
public sealed class NoticeMark
{
    public int OrganizationKey { get; set; }

    public required string Subject { get; set; }

    public long Value { get; set; }
}

/// <summary>Something that people have to be told once.</summary>
/// <param name="Subject">What it is about. Together with <paramref name="Value"/> it distinguishes news from what is known.</param>
/// <param name="Value">Grows with each piece of news about the subject.</param>
/// <param name="Kind">One of <see cref="NoticeKinds"/>.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Data">IDs and numbers for programs.</param>
public sealed record Notice(int OrganizationKey, string Subject, long Value, string Kind, string Text, IReadOnlyDictionary<string, object?> Data);

/// <summary>The kinds of notices (docs/operations.md, "Webhooks").</summary>
public static class NoticeKinds
{
    public const string Held = "changes.held";
    public const string TokenExpiring = "token.expiring";
    public const string IntegrationUnhealthy = "integration.unhealthy";
    public const string CertificateExpiring = "certificate.expiring";
    public const string SamlConflict = "saml.conflict";
    public const string Budget = "budget.warning";
    public const string Test = "test";
}
