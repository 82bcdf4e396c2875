using Microsoft.Extensions.Logging;
using Scimify.Core.Primitives;

namespace Scimify.Core.Notifications;

/// <summary>Sends one message and records what came of it. If a webhook does not accept a message, it is tried again for a day.</summary>
public sealed partial class WebhookDispatcher(IWebhookStore store, WebhookSender sender, TimeProvider clock, ILogger<WebhookDispatcher> logger)
{
    /// <summary>How long a claimed message is nobody else's: longer than an attempt can take.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    internal static readonly TimeSpan LongestPause = TimeSpan.FromHours(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    private const int MostAttempts = 20;

    /// <summary>The pause after that many attempts; null to give up.</summary>
    public static TimeSpan? PauseAfter(int attempts) => attempts >= MostAttempts ? null : Doubling.After(attempts, FirstPause, LongestPause);

    /// <param name="delivery">Claimed, and its attempts include this one.</param>
    public async Task<WebhookAnswer> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken ct)
    {
        var answer = await sender.SendAsync(webhook, delivery, ct);
        if (answer.Problem is { } problem)
        {
            WebhookRefused(logger, webhook.Id, delivery.Attempts, problem);
        }

        var isOver = answer.Problem is null || delivery.Kind == NoticeKinds.Test;
        await store.RecordAsync(delivery, answer, isOver ? null : clock.GetUtcNow() + PauseAfter(delivery.Attempts), ct);
        return answer;
    }

    [LoggerMessage(2202, LogLevel.Warning, "Webhook {Webhook} did not accept a message at attempt {Attempt}: {Problem}")]
    private static partial void WebhookRefused(ILogger logger, Guid webhook, int attempt, string problem);
}
