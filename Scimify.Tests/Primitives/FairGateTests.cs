using Scimify.Core.Primitives;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Primitives;

/// <summary>Lanes take turns, none has all places, and a place is never lost.</summary>
public sealed class FairGateTests
{
    private static readonly TimeSpan Forever = Timeout.InfiniteTimeSpan;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void No_lane_gets_all_the_places()
    {
        var gate = new FairGate(4, 3, 3, TimeProvider.System);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => gate.EnterAsync(1, Forever, Ct).AsTask().IsCompletedSuccessfully));
        Assert.True(gate.EnterAsync(2, Forever, Ct).AsTask().IsCompletedSuccessfully);
        Assert.False(gate.EnterAsync(3, Forever, Ct).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_lane_has_fewer_places_while_another_is_at_work()
    {
        var clock = new FakeTimeProvider();
        var gate = new FairGate(4, 3, 1, clock);
        await gate.EnterAsync(2, Forever, Ct);
        gate.Leave(2);
        List<Task> entries = [.. Enumerable.Range(0, 5).Select(_ => gate.EnterAsync(1, Forever, Ct).AsTask())];
        Assert.Equal(1, entries.Count(entry => entry.IsCompleted));
        gate.Leave(1);
        await entries[1];
        Assert.Equal(2, entries.Count(entry => entry.IsCompleted));
        clock.Advance(TimeSpan.FromSeconds(1));
        gate.Leave(1);
        await Task.WhenAll(entries);
        Assert.True(gate.EnterAsync(2, Forever, Ct).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Lanes_take_turns_however_long_they_are()
    {
        var gate = new FairGate(1, 1, 1, TimeProvider.System);
        await gate.EnterAsync(1, Forever, Ct);
        List<(int Lane, Task Place)> waiting = [.. Enumerable.Repeat(1, 100).Append(2).Append(3).Append(2).Select(lane => (lane, gate.EnterAsync(lane, Forever, Ct).AsTask()))];
        List<int> order = [];
        for (var (inside, turns) = (1, 0); turns < 7; turns++)
        {
            gate.Leave(inside);
            await Task.WhenAny(waiting.Select(w => w.Place));
            var next = Assert.Single(waiting, w => w.Place.IsCompleted);
            waiting.Remove(next);
            order.Add(inside = next.Lane);
        }

        Assert.Equal([1, 2, 3, 1, 2, 1, 1], order);
    }

    [Fact]
    public async Task Who_gives_up_takes_no_place()
    {
        var gate = new FairGate(1, 1, 1, TimeProvider.System);
        await gate.EnterAsync(1, Forever, Ct);
        using var gone = new CancellationTokenSource();
        var impatient = gate.EnterAsync(2, TimeSpan.FromMilliseconds(1), Ct).AsTask();
        var cancelled = gate.EnterAsync(2, Forever, gone.Token).AsTask();
        var patient = gate.EnterAsync(2, Forever, Ct).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => impatient);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(patient.IsCompleted);
        gate.Leave(1);
        await patient;
        gate.Leave(2);
        Assert.True(gate.EnterAsync(3, Forever, Ct).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_thousand_that_come_and_go_leave_every_place_free()
    {
        var gate = new FairGate(4, 3, 3, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async i =>
        {
            using var may = new CancellationTokenSource();
            var entry = gate.EnterAsync(i % 7, Forever, may.Token);
            if (i % 3 == 0)
            {
                await may.CancelAsync();
            }

            try
            {
                await entry;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Yield();
            gate.Leave(i % 7);
        }));
        Assert.All((int[])[1, 1, 1, 2], lane => Assert.True(gate.EnterAsync(lane, Forever, Ct).AsTask().IsCompletedSuccessfully));
    }
}
