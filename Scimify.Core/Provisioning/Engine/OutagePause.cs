namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// Holds back all rows of an integration while its Looker is away, so that an outage costs an occasional probe and not an
/// attempt for each row. It is not an outage if some rows fail while Looker answers others.
/// </summary>
internal sealed class OutagePause(EngineSettings settings, TimeProvider clock)
{
    /// <summary>This many consecutive failures, with no success in between, are taken to concern all rows.</summary>
    public const int Tolerated = 8;

    /// <summary>After this many failures, another failure says something about the row and nothing about Looker.</summary>
    private const int Notorious = 3;

    /// <summary>For this long after a success, a single failure does not mean that Looker is away.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private int _failures;
    private int _pauses;
    private long? _goodAt;
    private long _pausedAt;
    private TimeSpan _pause;
    private volatile bool _isProbing;

    public int Failures => Volatile.Read(ref _failures);

    /// <summary>How long nothing is tried any more. A jump of the wall clock does not change that.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_gate)
            {
                var left = _pause - clock.GetElapsedTime(_pausedAt);
                return _isProbing && left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Looker was away: one row at a time until one succeeds.</summary>
    public bool IsProbing => _isProbing;

    /// <param name="outcome">Of an attempt.</param>
    /// <param name="attempts">How often the row had failed before.</param>
    /// <param name="hasAnswer">Looker gave a good answer to some call of the attempt.</param>
    /// <returns>True when Looker is back: everything that waits for it is due.</returns>
    public bool Note(SyncOutcome outcome, int attempts, bool hasAnswer)
    {
        lock (_gate)
        {
            switch (outcome)
            {
                case SyncOutcome.CredentialsRejected when Left == TimeSpan.Zero:
                    _failures++;
                    PauseFor(Backoff.After(++_pauses + 3, settings.LongestRetry, null, Random.Shared.NextDouble()));
                    return false;
                case SyncOutcome.CredentialsRejected:
                    return false;
                case SyncOutcome.Retry when hasAnswer:
                case not SyncOutcome.Retry:
                    var isBack = IsProbing;
                    (_failures, _pauses, _goodAt, _isProbing) = (0, 0, clock.GetTimestamp(), false);
                    return isBack;

                // Calls that were under way together and fail together are one failure.
                case SyncOutcome.Retry when Left > TimeSpan.Zero:
                    return false;
                case SyncOutcome.Retry retry:
                    NoteFailure(retry, attempts);
                    return false;
            }
        }
    }

    public void End()
    {
        lock (_gate)
        {
            (_failures, _pauses, _isProbing) = (0, 0, false);
        }
    }

    private void NoteFailure(SyncOutcome.Retry retry, int attempts)
    {
        if (!IsProbing && !retry.ConcernsAll && attempts >= Notorious)
        {
            return;
        }

        _failures++;
        var isTrusted = _goodAt is { } good && clock.GetElapsedTime(good) <= Trust;
        var isAway = retry.ConcernsAll && (retry.After is not null || !isTrusted);
        if (IsProbing || isAway || _failures >= Tolerated)
        {
            PauseFor(Backoff.After(++_pauses, settings.LongestOutagePause, retry.After, Random.Shared.NextDouble()));
        }
    }

    private void PauseFor(TimeSpan time) => (_pause, _pausedAt, _isProbing) = (time, clock.GetTimestamp(), true);
}
