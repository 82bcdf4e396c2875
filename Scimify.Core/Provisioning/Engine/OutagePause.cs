namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// Holds back all rows of an integration while its Looker is away, so that an outage costs an occasional probe and not an
/// attempt for each row.
/// </summary>
internal sealed class OutagePause(EngineSettings settings, TimeProvider clock)
{
    /// <summary>How many consecutive failures that might concern only one row are taken to concern all.</summary>
    public const int Tolerated = 4;

    private readonly Lock _gate = new();
    private int _failures;
    private long _untilTicks;

    public int Failures => Volatile.Read(ref _failures);

    public DateTimeOffset Until => new(Interlocked.Read(ref _untilTicks), TimeSpan.Zero);

    /// <summary>The last calls failed, so one row at a time tries until one succeeds.</summary>
    public bool IsProbing => Failures >= Tolerated || Until > DateTimeOffset.MinValue;

    public void Note(SyncOutcome outcome)
    {
        lock (_gate)
        {
            switch (outcome)
            {
                // Calls that were under way together and fail together count as one failure.
                case SyncOutcome.Retry or SyncOutcome.CredentialsRejected when Until > clock.GetUtcNow():
                    break;
                case SyncOutcome.Retry retry:
                    _failures++;
                    if (retry.ConcernsAll || _failures >= Tolerated)
                    {
                        PauseFor(Backoff.After(_failures, settings.LongestOutagePause, retry.After, Random.Shared.NextDouble()));
                    }

                    break;
                case SyncOutcome.CredentialsRejected:
                    _failures++;
                    PauseFor(Backoff.After(_failures + 3, settings.LongestRetry, null, Random.Shared.NextDouble()));
                    break;
                default:
                    _failures = 0;
                    Interlocked.Exchange(ref _untilTicks, 0);
                    break;
            }
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _failures = 0;
            Interlocked.Exchange(ref _untilTicks, 0);
        }
    }

    private void PauseFor(TimeSpan time) => Interlocked.Exchange(ref _untilTicks, (clock.GetUtcNow() + time).UtcTicks);
}
