namespace Scimify.Core.Primitives;

/// <summary>
/// Lets a limited number in at a time. Whoever has to wait waits in a lane, and the lanes take turns, so that a long lane delays
/// only itself. No lane ever takes all the places.
/// </summary>
/// <param name="places">How many may be inside at the same time.</param>
/// <param name="mostOfLane">How many of one lane.</param>
public sealed class FairGate(int places, int mostOfLane)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Lane> _lanes = [];
    private readonly Queue<Lane> _turns = new();
    private int _free = places;

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

            if (_free > 0 && own.Inside < mostOfLane)
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
            for (var turns = _turns.Count; turns > 0 && _free > 0; turns--)
            {
                var next = _turns.Dequeue();
                if (next.Inside < mostOfLane && next.LetIn())
                {
                    _free--;
                }

                if (next.Waiting.Count > 0)
                {
                    _turns.Enqueue(next);
                }
            }
        }
    }

    private async Task WaitAsync(int lane, TaskCompletionSource waiter, TimeSpan longest, CancellationToken ct)
    {
        try
        {
            await waiter.Task.WaitAsync(longest, TimeProvider.System, ct);
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
