using Microsoft.Extensions.Logging;

namespace Scimify.Core.Notifications;

/// <summary>Looks for notices and sends them. If a webhook does not accept a message, it is tried again for a day.</summary>
public sealed partial class NoticeEngine(IWebhookStore store, WebhookSender sender, TimeProvider clock, ILogger<NoticeEngine> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan LongestPause = TimeSpan.FromHours(2);

    private const int AtOnce = 8;
    private const int MostAttempts = 20;

    /// <summary>Finds new notices, and sends what is due.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var notice in await store.FindNoticesAsync(ct))
        {
            await store.TellAsync(notice, id => NoticeBody.Of(id, clock.GetUtcNow(), notice), ct);
        }

        while (await store.TakeAsync(AtOnce, clock.GetUtcNow() + Lease, ct) is { Count: > 0 } taken)
        {
            await Task.WhenAll(taken.Select(one => SendAsync(one.Delivery, one.Webhook, ct)));
        }
    }

    /// <summary>The pause after that many attempts; null to give up.</summary>
    public static TimeSpan? PauseAfter(int attempts) => attempts >= MostAttempts
        ? null
        : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempts - 1, 16)));

    private async Task SendAsync(WebhookDelivery delivery, Webhook webhook, CancellationToken ct)
    {
        if (await sender.SendAsync(webhook, delivery.Id, delivery.Kind, delivery.Body, ct) is not { } problem)
        {
            await store.DeliveredAsync(delivery, ct);
            return;
        }

        var pause = PauseAfter(delivery.Attempts);
        WebhookRefused(logger, webhook.Id, delivery.Attempts, problem);
        await store.FailedAsync(delivery, problem, clock.GetUtcNow() + pause, ct);
    }

    [LoggerMessage(2202, LogLevel.Warning, "Webhook {Webhook} did not accept a message at attempt {Attempt}: {Problem}")]
    private static partial void WebhookRefused(ILogger logger, Guid webhook, int attempt, string problem);
}
