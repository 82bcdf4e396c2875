using Microsoft.Extensions.Logging;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// Notices that the wall clock has jumped, by comparing it with the time that only goes on. Waits within the process are counted on
/// the latter; those in the database are put right here. After a jump forward they are over early, which costs one attempt each.
/// </summary>
public sealed partial class ClockWatch(IClockStore store, SyncEngine engine, TimeProvider clock, ILogger<ClockWatch> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>A clock that is being adjusted goes wrong by far less between two looks.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After a jump, so many looks put waits right again: an attempt that was under way counted its next time by the clock from before,
    /// and may write it down a minute later.
    /// </summary>
    private const int LooksAfterJump = 12;

    private (DateTimeOffset Wall, long Timestamp)? _last;
    private int _looksLeft;

    /// <summary>Also at the first look: the clock may have been set back while no server was running.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var (wall, timestamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        if (_last is { } last)
        {
            var jump = wall - last.Wall - clock.GetElapsedTime(last.Timestamp, timestamp);
            if (jump.Duration() < Tolerance)
            {
                _last = (wall, timestamp);
                if (_looksLeft == 0)
                {
                    return;
                }

                _looksLeft--;
            }
            else
            {
                _looksLeft = LooksAfterJump;
                Jumped(logger, jump.TotalSeconds);
            }
        }

        await store.EndLongWaitsAsync(ct);
        _last = (wall, timestamp);
        engine.WakeAll();
    }

    [LoggerMessage(2008, LogLevel.Warning, "The clock jumped by {Seconds} s. What was waiting for a time is tried when it would have been, or a little earlier")]
    private static partial void Jumped(ILogger logger, double seconds);
}
