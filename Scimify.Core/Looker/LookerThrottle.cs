namespace Scimify.Core.Looker;

/// <summary>The gate in front of one Looker. It limits the calls in flight and the calls that start in a second (a token bucket
/// that allows bursts of a quarter second). Within a lane, the first to come is the first to go. A 429 halves the rate, and the rate doubles again every ten
/// seconds without one. While Looker has asked us to wait, nothing passes.</summary>
internal sealed class LookerThrottle(LookerLimits limits, TimeProvider clock) : IDisposable
{
    /// <summary>A call does not wait longer than this: its caller schedules it for later.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);
    private const int BackgroundShare = 8;

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _removals = [];
    private readonly LinkedList<Waiter> _foreground = [];
    private readonly LinkedList<Waiter> _background = [];
    private readonly int _backgroundRoom = Math.Max(1, limits.CallsInFlight - 2);
    private readonly double _capacity = Math.Max(1, limits.CallsPerSecond / 4);
    private double _tokens = Math.Max(1, limits.CallsPerSecond / 4);
    private long _filledAt = clock.GetTimestamp();
    private double _reducedRate = limits.CallsPerSecond;
    private long _reducedAt = clock.GetTimestamp();
    private long _pausedAt;
    private TimeSpan _pause;
    private int _running;
    private int _backgroundRunning;
    private int _foregroundStreak;
    private ITimer? _timer;

    /// <summary>The calls a second that are allowed at the moment.</summary>
    public double Rate
    {
        get
        {
            lock (_gate)
            {
                return CurrentRate();
            }
        }
    }

    /// <summary>Waits for a place. Dispose the result when the request has ended.</summary>
    /// <exception cref="LookerUnavailableException">Looker asked for a pause longer than <see cref="LongestWait"/>.</exception>
    public async ValueTask<IDisposable> EnterAsync(LookerOperation operation, LookerLane lane, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var waiter = new Waiter(this, operation, lane);
        var queue = QueueOf(lane);
        lock (_gate)
        {
            if (PauseLeft() is { } left && left > LongestWait)
            {
                throw Paused(operation, left);
            }

            queue.AddLast(waiter);
            Pump();
        }

        if (!waiter.Granted.Task.IsCompleted)
        {
            await using var cancelled = ct.UnsafeRegister(static state => ((Waiter)state!).Cancel(), waiter);
            if (!await waiter.Granted.Task)
            {
                throw new OperationCanceledException(ct);
            }
        }

        return waiter;
    }

    /// <summary>Looker answered 429.</summary>
    public void OnRateLimited(TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            // Calls in flight are refused together, so they count as one refusal.
            if (clock.GetElapsedTime(_reducedAt) >= TimeSpan.FromSeconds(1) || _reducedRate >= limits.CallsPerSecond)
            {
                Refill();
                _reducedRate = Math.Max(CurrentRate() / 2, Math.Min(0.5, limits.CallsPerSecond / 2));
                _reducedAt = clock.GetTimestamp();
                _tokens = Math.Min(_tokens, 1);
            }

            if (retryAfter is { } pause && pause > (PauseLeft() ?? TimeSpan.Zero))
            {
                _pausedAt = clock.GetTimestamp();
                _pause = pause;
                if (pause > LongestWait)
                {
                    Refuse(_removals, pause);
                    Refuse(_foreground, pause);
                    Refuse(_background, pause);
                }
            }

            Pump();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private static LookerUnavailableException Paused(LookerOperation operation, TimeSpan left) =>
        new(operation, LookerFailure.RateLimited, null, $"Looker asked for a pause, and {left.TotalSeconds:0} s of it are left. {operation.Name} was not sent.",
            mayHaveHappened: false, retryAfter: left);

    private static void Refuse(LinkedList<Waiter> queue, TimeSpan pause)
    {
        foreach (var waiter in queue)
        {
            waiter.Granted.TrySetException(Paused(waiter.Operation, pause));
        }

        queue.Clear();
    }

    private double CurrentRate()
    {
        var doublings = clock.GetElapsedTime(_reducedAt) / Recovery;
        return Math.Min(limits.CallsPerSecond, _reducedRate * Math.Pow(2, Math.Min(30, Math.Floor(doublings))));
    }

    private TimeSpan? PauseLeft()
    {
        var left = _pause - clock.GetElapsedTime(_pausedAt);
        return _pause > TimeSpan.Zero && left > TimeSpan.Zero ? left : null;
    }

    private void Refill()
    {
        _tokens = Math.Min(_capacity, _tokens + (clock.GetElapsedTime(_filledAt).TotalSeconds * CurrentRate()));
        _filledAt = clock.GetTimestamp();
    }

    private void Pump()
    {
        Refill();
        while (NextQueue() is { } queue)
        {
            if (PauseLeft() is { } left)
            {
                WakeIn(left);
                return;
            }

            // The tolerance covers rounding errors in sums of fractions.
            if (_tokens < 1 - 1e-6)
            {
                WakeIn(TimeSpan.FromSeconds((1 - _tokens) / CurrentRate()));
                return;
            }

            var waiter = queue.First!.Value;
            queue.RemoveFirst();
            if (!waiter.Granted.TrySetResult(true))
            {
                continue;
            }

            _tokens--;
            _running++;
            _backgroundRunning += waiter.IsBackground ? 1 : 0;
            _foregroundStreak = waiter.IsBackground ? 0 : _foregroundStreak + 1;
        }
    }

    /// <summary>Background work gets one place in every <see cref="BackgroundShare"/>, so that it is slowed down but not starved.</summary>
    private LinkedList<Waiter>? NextQueue()
    {
        if (_running >= limits.CallsInFlight)
        {
            return null;
        }

        if (_removals.Count > 0)
        {
            return _removals;
        }

        var background = _background.Count > 0 && _backgroundRunning < _backgroundRoom;
        return _foreground.Count > 0 && !(background && _foregroundStreak >= BackgroundShare - 1) ? _foreground
            : background ? _background
            : null;
    }

    private LinkedList<Waiter> QueueOf(LookerLane lane) => lane switch
    {
        LookerLane.Removal => _removals,
        LookerLane.Background => _background,
        _ => _foreground,
    };

    private void WakeIn(TimeSpan delay)
    {
        delay = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(delay.TotalMilliseconds)));
        if (_timer is null)
        {
            _timer = clock.CreateTimer(static state => ((LookerThrottle)state!).Wake(), this, delay, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Pump();
        }
    }

    private void Leave(bool background)
    {
        lock (_gate)
        {
            _running--;
            _backgroundRunning -= background ? 1 : 0;
            Pump();
        }
    }

    private sealed class Waiter(LookerThrottle throttle, LookerOperation operation, LookerLane lane) : IDisposable
    {
        private int _left;

        public TaskCompletionSource<bool> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LookerOperation Operation { get; } = operation;

        public bool IsBackground => lane == LookerLane.Background;

        public void Cancel()
        {
            lock (throttle._gate)
            {
                if (Granted.TrySetResult(false))
                {
                    throttle.QueueOf(lane).Remove(this);
                    throttle.Pump();
                }
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                throttle.Leave(IsBackground);
            }
        }
    }
}
