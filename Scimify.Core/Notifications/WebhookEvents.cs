using Scimify.Core.Requests;

namespace Scimify.Core.Notifications;

/// <summary>Which kinds of notices a webhook gets. It gets the message of a test in any case.</summary>
public static class WebhookEvents
{
    /// <summary>Everything that can be chosen.</summary>
    public static string[] Names { get; } =
    [
        NoticeKinds.Held, NoticeKinds.TokenExpiring, NoticeKinds.CertificateExpiring, NoticeKinds.SamlConflict, NoticeKinds.IntegrationUnhealthy, NoticeKinds.Budget,
        NoticeKinds.AuditHead,
    ];

    /// <summary>Without a choice: all on which somebody has to act, including those of later versions.</summary>
    public static string[] Default { get; } = [.. Names.Where(name => name != NoticeKinds.AuditHead)];

    /// <summary>The choice as a <see cref="Webhook"/> keeps it.</summary>
    /// <param name="chosen">Null for no choice.</param>
    /// <exception cref="ValidationFailedException"><c>events</c>: the list is empty, or has an unknown name.</exception>
    public static string? Stored(IReadOnlyCollection<string>? chosen)
    {
        if (chosen is null)
        {
            return null;
        }

        if (chosen.Count == 0 || chosen.Any(name => !Names.Contains(name)))
        {
            throw ValidationFailedException.Of("events", $"must be one or more of {string.Join(", ", Names)}.");
        }

        var inOrder = Names.Where(chosen.Contains).ToArray();
        return inOrder.SequenceEqual(Default) ? null : string.Join(' ', inOrder);
    }

    public static IReadOnlyList<string> Of(Webhook webhook) => webhook.Events?.Split(' ') ?? Default;

    public static bool Wants(Webhook webhook, string kind) => Of(webhook).Contains(kind);
}
