namespace Scimify.Core.Notifications;

/// <summary>Looks for notices, and sends what is due.</summary>
public sealed class NoticeEngine(IWebhookStore store, WebhookDispatcher dispatcher, TimeProvider clock)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private const int AtOnce = 8;

    /// <summary>Finds new notices, and sends what is due.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var notice in await store.FindNoticesAsync(ct))
        {
            await store.TellAsync(notice, id => NoticeBody.Of(id, clock.GetUtcNow(), notice), ct);
        }

        while (await store.TakeAsync(AtOnce, clock.GetUtcNow() + WebhookDispatcher.Lease, ct) is { Count: > 0 } taken)
        {
            await Task.WhenAll(taken.Select(one => dispatcher.SendAsync(one.Webhook, one.Delivery, ct)));
        }
    }
}
