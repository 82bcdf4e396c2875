namespace Scimify.Core.Notifications;

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

    /// <summary>Where the audit log ends, once an hour. Nobody has to act on it.</summary>
    public const string AuditHead = "audit.head";

    public const string Test = "test";
}
