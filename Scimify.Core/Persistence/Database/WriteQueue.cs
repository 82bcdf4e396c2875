using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Scimify.Core.Persistence.Database;

/// <summary>
/// What waits for the writer, in a lane for each integration. The lanes take turns, so that a long lane delays only itself. Many
/// threads enter, and only the writer's thread takes out.
/// </summary>
/// <param name="laneLength">A full lane lets its own callers wait.</param>
internal sealed class WriteQueue(int laneLength)
{
    /// <summary>The lane of writes for no integration. No integration has this key.</summary>
    private const int NoIntegration = 0;

    private readonly Channel<WriteItem> _arrivals = Channel.CreateUnbounded<WriteItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _rooms = new();
    private readonly Dictionary<int, Lane> _lanes = [];

    /// <summary>The lanes that have something, the next one first.</summary>
    private readonly LinkedList<Lane> _turns = new();

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
    public bool WaitForMore() => _turns.Count > 0 || _arrivals.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    public bool TryTake([NotNullWhen(true)] out WriteItem? item)
    {
        while (_arrivals.Reader.TryRead(out var arrival))
        {
            var lane = LaneOf(arrival);
            lane.Arrived.Enqueue(arrival);
            if (lane.Turn.List is null)
            {
                _turns.AddLast(lane.Turn);
            }
        }

        item = null;
        if (_turns.First is not { Value: var next })
        {
            return false;
        }

        _turns.RemoveFirst();
        if (!next.Returned.TryPop(out item))
        {
            item = next.Arrived.Dequeue();
            RoomOf(item).Release();
        }

        if (next.Returned.Count + next.Arrived.Count > 0)
        {
            _turns.AddLast(next.Turn);
        }

        return true;
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
    }
}
