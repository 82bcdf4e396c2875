using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>Integrations take turns at the writer, whatever each of them sends.</summary>
public sealed class WriteQueueTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_lane_delays_only_itself()
    {
        var queue = new WriteQueue(1_000, _clock);
        await EnterAsync(queue, [.. Enumerable.Repeat(1, 500), 2, 3, 2]);
        Assert.Equal([1, 2, 3, 1, 2, 1, 1], Take(queue, 7).Select(KeyOf));
    }

    [Fact]
    public async Task The_writes_of_one_integration_keep_their_order()
    {
        var queue = new WriteQueue(1_000, _clock);
        var entered = await EnterAsync(queue, [1, 1, 2, 1, 2]);
        var taken = Take(queue, 5);
        Assert.All((int[])[1, 2], key => Assert.Equal(entered.Where(item => KeyOf(item) == key), taken.Where(item => KeyOf(item) == key)));
    }

    [Fact]
    public async Task What_is_put_back_keeps_its_turn_before_what_came_meanwhile()
    {
        var queue = new WriteQueue(1_000, _clock);
        await EnterAsync(queue, [1, 1, 1, 1, 2]);
        var taken = Take(queue, 4);
        Assert.Equal([1, 2, 1, 1], taken.Select(KeyOf));
        queue.PutBack(taken.Skip(1));
        await EnterAsync(queue, [3, 1]);
        var again = Take(queue, 6);
        Assert.Equal([2, 1, 3, 1, 1, 1], again.Select(KeyOf));
        Assert.Equal(taken.Skip(2), again.Where(item => KeyOf(item) == 1).Take(2));
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public async Task A_lane_that_took_long_rests_as_long_while_another_is_at_work()
    {
        var queue = new WriteQueue(1_000, _clock);
        await EnterAsync(queue, [1, 1, 2]);
        queue.Rest(Take(queue, 1)[0], TimeSpan.FromMilliseconds(400));
        Assert.Equal([2], Take(queue, 1).Select(KeyOf));
        Assert.False(queue.TryTake(out _));
        await EnterAsync(queue, [2, 2]);
        Assert.Equal([2, 2], Take(queue, 2).Select(KeyOf));
        Assert.False(queue.TryTake(out _));
        _clock.Advance(TimeSpan.FromMilliseconds(400));
        Assert.True(queue.WaitForMore());
        Assert.Equal([1], Take(queue, 1).Select(KeyOf));
    }

    [Fact]
    public async Task A_lane_does_not_rest_for_nobody()
    {
        var queue = new WriteQueue(1_000, _clock);
        await EnterAsync(queue, [2]);
        Take(queue, 1);
        await EnterAsync(queue, [1, 1, 1]);
        queue.Rest(Take(queue, 1)[0], TimeSpan.FromHours(1));
        Assert.False(queue.TryTake(out _));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 1], Take(queue, 2).Select(KeyOf));
    }

    [Fact]
    public async Task At_the_end_nothing_rests_and_nothing_is_left()
    {
        var queue = new WriteQueue(1_000, _clock);
        await EnterAsync(queue, [1, 1, 2]);
        queue.Rest(Take(queue, 1)[0], TimeSpan.FromHours(1));
        queue.Complete();
        Take(queue, 1);
        Assert.True(queue.WaitForMore());
        Assert.Equal([1], Take(queue, 1).Select(KeyOf));
        Assert.False(queue.WaitForMore());
    }

    [Fact]
    public async Task A_full_lane_lets_its_own_callers_wait_and_nobody_else()
    {
        var queue = new WriteQueue(2, _clock);
        await EnterAsync(queue, [1, 1]);
        var waits = queue.EnterAsync(Item(1), Ct).AsTask();
        await EnterAsync(queue, [2]);
        Assert.False(waits.IsCompleted);
        queue.PutBack(Take(queue, 1));
        await waits;
        Assert.Equal([1, 2, 1, 1], Take(queue, 4).Select(KeyOf));
    }

    private static async Task<List<WriteItem>> EnterAsync(WriteQueue queue, IEnumerable<int> keys)
    {
        var items = keys.Select(Item).ToList();
        foreach (var item in items)
        {
            await queue.EnterAsync(item, Ct);
        }

        return items;
    }

    private static List<WriteItem> Take(WriteQueue queue, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => queue.TryTake(out var item) ? item : throw new InvalidOperationException("The queue is empty."))];

    private static WriteItem Item(int key) => new PromisedWrite<int>(key, _ => key, Ct);

    private static int KeyOf(WriteItem item) => item.IntegrationKey!.Value;
}
