using Microsoft.Extensions.Logging;
using Scimify.Core.Primitives;

namespace Scimify.Core.Streams;

/// <summary>
/// Sends each stream what it has not got yet. Nothing waits for a receiver but this: it reads what was committed, and moves the stream
/// on after the receiver has taken it.
/// </summary>
public sealed partial class LogStreamEngine(ILogStreamStore store, LogStreamSender sender, LogStreamOutputs outputs, TimeProvider clock, ILogger<LogStreamEngine> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>The type of a message.</summary>
    public const string Kind = "log.batch";

    /// <summary>How long a claim lasts: longer than an attempt can take.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>After so long, a stream that is far behind lets the next round begin.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>The pause after that many attempts. A stream never gives up.</summary>
    public static TimeSpan PauseAfter(int attempts) => Doubling.After(attempts, FirstPause, LongestPause);

    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var own in outputs.Targets)
        {
            await store.EnsureAsync(own, outputs.Format, ct);
        }

        var due = await store.DueAsync([LogStreamTarget.Webhook, .. outputs.Targets], ct);
        await Task.WhenAll(due.Select(stream => RunAsync(stream, ct)));
    }

    private async Task RunAsync(LogStream stream, CancellationToken ct)
    {
        if (!await store.HasMoreAsync(stream, ct) || !await store.ClaimAsync(stream, clock.GetUtcNow() + Lease, ct))
        {
            return;
        }

        var start = clock.GetTimestamp();
        bool isOver;
        do
        {
            isOver = true;
            foreach (var source in await store.SourcesAsync(stream, ct))
            {
                if (await store.ReadAsync(stream, source, ct) is not { } batch)
                {
                    continue;
                }

                if (!await SendAsync(stream, batch, ct))
                {
                    return;
                }

                isOver = false;
            }
        }
        while (!isOver && clock.GetElapsedTime(start) < LongestRound);
        await store.ReleaseAsync(stream, ct);
    }

    /// <returns>False if this server sends no more of the stream for now.</returns>
    private async Task<bool> SendAsync(LogStream stream, LogStreamBatch batch, CancellationToken ct)
    {
        if (await sender.SendAsync(stream, batch, ct) is { } problem)
        {
            StreamRefused(logger, stream.Id, stream.Attempts + 1, problem);
            await store.FailAsync(stream, problem, clock.GetUtcNow() + PauseAfter(stream.Attempts + 1), ct);
            return false;
        }

        return await store.AdvanceAsync(stream, batch, clock.GetUtcNow() + Lease, ct);
    }

    [LoggerMessage(2203, LogLevel.Warning, "Log stream {Stream} did not get a batch at attempt {Attempt}: {Problem}")]
    private static partial void StreamRefused(ILogger logger, Guid stream, int attempt, string problem);
}
