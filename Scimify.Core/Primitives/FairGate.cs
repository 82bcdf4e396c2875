namespace Scimify.Core.Primitives;

/// <summary>
/// Lets a limited number in at a time. Whoever has to wait waits in a lane, and the lanes take turns, so that a long lane delays
/// only itself. No lane ever takes all the places, and it takes even fewer while others are at work, because the places share the
/// processors.
/// </summary>
/// <param name="places">How many may be inside at the same time.</param>
/// <param name="mostOfLane">How many of one lane.</param>
/// <param name="mostBesideOthers">How many of one lane while others are at work; at least one.</param>
/// <param name="clock">Tells who is at work.</param>
public sealed class FairGate(int places, int mostOfLane, int mostBesideOthers, TimeProvider clock)
{
    /// <summary>The lane of work for nobody in particular. It takes turns like the others, but is never an other at work.</summary>
    public const int Nobody = 0;

    /// <summary>A lane that entered this long ago is at work.</summary>
    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Lane> _lanes = [];
    private readonly Queue<Lane> _turns = new();
    private int _free = places;

    /// <summary>The two lanes that came last, and when.</summary>
    private (Lane? Lane, long At) _last;
    private (Lane? Lane, long At) _before;

    /// <summary>Ends at once if there is a place. Every entry needs a <see cref="Leave"/>.</summary>
    /// <param name="lane">Lanes are kept for good, so their number must be bounded.</param>
    /// <param name="longest">After this time without a place, it gives up.</param>
    /// <exception cref="TimeoutException">There was no place for so long.</exception>
    public ValueTask EnterAsync(int lane, TimeSpan longest, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        TaskCompletionSource waiter;
        lock (_lock)
        {
            if (!_lanes.TryGetValue(lane, out var own))
            {
                _lanes[lane] = own = new Lane();
            }

            if (lane != Nobody)
            {
                _before = _last.Lane == own ? _before : _last;
                _last = (own, clock.GetTimestamp());
            }

            if (_free > 0 && HasRoom(own))
            {
                _free--;
                own.Inside++;
                return ValueTask.CompletedTask;
            }

            waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            own.Waiting.Enqueue(waiter);
            if (own.Waiting.Count == 1)
            {
                _turns.Enqueue(own);
            }
        }

        return new(WaitAsync(lane, waiter, longest, ct));
    }

    public void Leave(int lane)
    {
        lock (_lock)
        {
            _free++;
            _lanes[lane].Inside--;
            // A round without an entry ends it: several may enter, if others have stopped working.
            for (var passed = 0; passed < _turns.Count && _free > 0;)
            {
                var next = _turns.Dequeue();
                var isIn = HasRoom(next) && next.LetIn();
                if (next.Waiting.Count > 0)
                {
                    _turns.Enqueue(next);
                }

                _free -= isIn ? 1 : 0;
                passed = isIn ? 0 : passed + 1;
            }
        }
    }

    /// <summary>While it has none, one of the lane is inside, and asks again when it leaves.</summary>
    private bool HasRoom(Lane lane)
    {
        if (lane.Inside < mostBesideOthers || lane.Inside >= mostOfLane)
        {
            return lane.Inside < mostBesideOthers;
        }

        var (other, at) = _last.Lane == lane ? _before : _last;
        return other is null || clock.GetElapsedTime(at) >= Recently;
    }

    private async Task WaitAsync(int lane, TaskCompletionSource waiter, TimeSpan longest, CancellationToken ct)
    {
        try
        {
            await waiter.Task.WaitAsync(longest, clock, ct);
        }
        catch (Exception) when (!waiter.TrySetCanceled(CancellationToken.None))
        {
            // The place came at the last moment.
            Leave(lane);
            throw;
        }
    }

    private sealed class Lane
    {
        public int Inside { get; set; }

        public Queue<TaskCompletionSource> Waiting { get; } = new();

        /// <summary>Skips those that have given up.</summary>
        public bool LetIn()
        {
            while (Waiting.TryDequeue(out var waiter))
            {
                if (waiter.TrySetResult())
                {
                    Inside++;
                    return true;
                }
            }

            return false;
        }
    }
}
