namespace Scimify.Core.Notifications;

/// <summary>An address of an organization that is told of what people have to look at.</summary>
public sealed class Webhook
{
    public int Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public required string Url { get; set; }

    /// <summary>Signs what is sent; encrypted.</summary>
    public required string ProtectedSecret { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    /// <summary>When it last answered with a 2xx.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>Set while it does not: since its last good answer.</summary>
    public DateTimeOffset? FailedAt { get; set; }

    public string? Failure { get; set; }
}

/// <summary>One message on its way to one webhook; the row goes when it has arrived, or was tried too often.</summary>
public sealed class WebhookDelivery
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int WebhookKey { get; set; }

    /// <summary>As of a <see cref="Notice"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>JSON, as it is sent.</summary>
    public required string Body { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Unix milliseconds. Whoever takes it moves this on first, so that nobody else takes it meanwhile.</summary>
    public long NotBefore { get; set; }
}

/// <summary>How far the organization has been told of a subject: a higher value is news.</summary>
public sealed class NoticeMark
{
    public int OrganizationKey { get; set; }

    public required string Subject { get; set; }

    public long Value { get; set; }
}

/// <summary>Something that people have to be told, once.</summary>
/// <param name="Subject">What it is about; with <paramref name="Value"/> it tells news from what is known.</param>
/// <param name="Value">Grows with each thing that is news of the subject.</param>
/// <param name="Kind">One of <see cref="NoticeKinds"/>.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Data">Ids and numbers for programs.</param>
public sealed record Notice(int OrganizationKey, string Subject, long Value, string Kind, string Text, IReadOnlyDictionary<string, object?> Data);

/// <summary>What is told of (docs/operations.md, "Webhooks").</summary>
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
