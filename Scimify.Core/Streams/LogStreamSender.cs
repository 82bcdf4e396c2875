using Scimify.Core.Notifications;

namespace Scimify.Core.Streams;

/// <summary>Takes a batch to its target.</summary>
public sealed class LogStreamSender(WebhookSender webhooks, LogStreamOutputs outputs)
{
    /// <returns>What went wrong; null if the target has the batch.</returns>
    public async Task<string?> SendAsync(LogStream stream, LogStreamBatch batch, CancellationToken ct)
    {
        if (stream.Target != LogStreamTarget.Webhook)
        {
            return await outputs.WriteAsync(stream.Target, batch.Events, ct);
        }

        var body = batch.Body(stream);
        var message = new SignedMessage(stream.ProtectedUrl!, stream.ProtectedSecret!, LogStreamBatch.IdOf(body), LogStreamEngine.Kind, body);
        return (await webhooks.SendAsync(message, ct)).Problem;
    }
}
