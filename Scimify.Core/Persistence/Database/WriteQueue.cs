using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Scimify.Core.Persistence.Database;

/// <summary>
/// What waits for the writer, in a lane for each integration. The lanes take turns, so that a long lane delays only itself. A
/// lane whose item took long rests as long, if others are at work: most of their items then meet a free writer. Many threads
/// enter, and only the writer's thread takes out.
/// </summary>
/// <param name="laneLength">A full lane lets its own callers wait.</param>
/// <param name="clock">For the rests.</param>
internal sealed class WriteQueue(int laneLength, TimeProvider clock)
{
    /// <summary>An integration that wrote this long ago is at work.</summary>
    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(500);

    /// <summary>The lane of writes for no integration. No integration has this key.</summary>
    private const int NoIntegration = 0;

    private readonly Channel<WriteItem> _arrivals = Channel.CreateUnbounded<WriteItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _rooms = new();
    private readonly Dictionary<int, Lane> _lanes = [];

    /// <summary>The lanes that have something, the next one first.</summary>
    private readonly LinkedList<Lane> _turns = new();

    private Task<bool>? _arrival;
    private bool _isEnding;

    /// <summary>The two integrations that wrote last, and when.</summary>
    private (Lane? Lane, long At) _last;
    private (Lane? Lane, long At) _before;

    /// <exception cref="ChannelClosedException">The writer has ended.</exception>
    public async ValueTask EnterAsync(WriteItem item, CancellationToken ct)
    {
        await RoomOf(item).WaitAsync(ct);
        await _arrivals.Writer.WriteAsync(item, CancellationToken.None);
    }

    /// <summary>Nothing enters any more. What is there can still be taken.</summary>
    public void Complete() => _arrivals.Writer.TryComplete();

    /// <summary>Waits until there is something to take.</summary>
    /// <returns>False at the end.</returns>
    public bool WaitForMore()
    {
        while (true)
        {
            Admit();
            var (next, wait) = Next();
            if (next is not null)
            {
                return true;
            }

            if (_isEnding)
            {
                return false;
            }

            _arrival ??= _arrivals.Reader.WaitToReadAsync().AsTask();
            if (_arrival.Wait(wait))
            {
                _isEnding = !_arrival.Result;
                _arrival = null;
            }
        }
    }

    /// <param name="item">The next one.</param>
    /// <param name="evenResting">Also of a lane that rests.</param>
    public bool TryTake([NotNullWhen(true)] out WriteItem? item, bool evenResting = false)
    {
        Admit();
        item = null;
        if ((evenResting ? _turns.First?.Value : Next().Lane) is not { } next)
        {
            return false;
        }

        _turns.Remove(next.Turn);
        if (!next.Returned.TryPop(out item))
        {
            item = next.Arrived.Dequeue();
            RoomOf(item).Release();
        }

        Note(item, next);
        if (next.Returned.Count + next.Arrived.Count > 0)
        {
            _turns.AddLast(next.Turn);
        }

        return true;
    }

    /// <summary>An item of the lane kept the writer busy for this time.</summary>
    public void Rest(WriteItem item, TimeSpan busy)
    {
        var lane = LaneOf(item);
        lane.RestsFrom = clock.GetTimestamp();
        lane.Rest = busy < LongestRest ? busy : LongestRest;
    }

    /// <summary>Takes back what was taken too early. It has its turn before everything else.</summary>
    /// <param name="items">In the order in which they were taken.</param>
    public void PutBack(IEnumerable<WriteItem> items)
    {
        foreach (var item in items.Reverse())
        {
            var lane = LaneOf(item);
            lane.Returned.Push(item);
            if (lane.Turn.List is not null)
            {
                _turns.Remove(lane.Turn);
            }

            _turns.AddFirst(lane.Turn);
        }
    }

    private void Admit()
    {
        while (_arrivals.Reader.TryRead(out var item))
        {
            var lane = LaneOf(item);
            lane.Arrived.Enqueue(item);
            if (lane.Turn.List is null)
            {
                _turns.AddLast(lane.Turn);
            }

            Note(item, lane);
        }
    }

    private void Note(WriteItem item, Lane lane)
    {
        if (item.IntegrationKey is not null)
        {
            _before = _last.Lane == lane ? _before : _last;
            _last = (lane, clock.GetTimestamp());
        }
    }

    /// <returns>The lane that has its turn; if every lane rests, null and how long.</returns>
    private (Lane? Lane, TimeSpan Wait) Next()
    {
        var wait = Timeout.InfiniteTimeSpan;
        foreach (var lane in _turns)
        {
            var left = lane.Rest == TimeSpan.Zero || _isEnding ? TimeSpan.Zero : lane.Rest - clock.GetElapsedTime(lane.RestsFrom);
            if (left <= TimeSpan.Zero || !AreOthersAtWork(lane))
            {
                lane.Rest = TimeSpan.Zero;
                return (lane, TimeSpan.Zero);
            }

            wait = wait == Timeout.InfiniteTimeSpan || left < wait ? left : wait;
        }

        return (null, wait);
    }

    private bool AreOthersAtWork(Lane lane)
    {
        var (other, at) = _last.Lane == lane ? _before : _last;
        return other is not null && clock.GetElapsedTime(at) < Recently;
    }

    private Lane LaneOf(WriteItem item)
    {
        var key = item.IntegrationKey ?? NoIntegration;
        return _lanes.TryGetValue(key, out var lane) ? lane : _lanes[key] = new Lane();
    }

    private SemaphoreSlim RoomOf(WriteItem item) =>
        _rooms.GetOrAdd(item.IntegrationKey ?? NoIntegration, static (_, length) => new SemaphoreSlim(length), laneLength);

    private sealed class Lane
    {
        public Lane() => Turn = new(this);

        public Stack<WriteItem> Returned { get; } = new();

        public Queue<WriteItem> Arrived { get; } = new();

        public LinkedListNode<Lane> Turn { get; }

        /// <summary>Zero if it does not rest.</summary>
        public TimeSpan Rest { get; set; }

        /// <summary>A timestamp of the clock.</summary>
        public long RestsFrom { get; set; }
    }
}
