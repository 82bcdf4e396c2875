using Scimify.Core.Looker;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Looker;

public sealed class LookerThrottleTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Calls_in_flight_are_bounded()
    {
        using var throttle = Throttle(inFlight: 2, perSecond: 1000);
        var first = Enter(throttle);
        var second = Enter(throttle);
        var third = Enter(throttle);
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        Assert.False(third.IsCompleted);
        (await first).Dispose();
        await third.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Leaving_twice_frees_one_place()
    {
        using var throttle = Throttle(inFlight: 1, perSecond: 1000);
        var first = await Enter(throttle);
        first.Dispose();
        first.Dispose();
        Assert.True(Enter(throttle).IsCompleted);
        Assert.False(Enter(throttle).IsCompleted);
    }

    [Theory]
    [InlineData(20, 10, 205)]
    [InlineData(4, 10, 41)]
    [InlineData(0.5, 10, 6)]
    public async Task In_so_many_seconds_so_many_calls_begin(double perSecond, int seconds, int most)
    {
        using var throttle = Throttle(inFlight: 1000, perSecond);
        var calls = Enumerable.Range(0, 400).Select(_ => Enter(throttle)).ToList();
        for (var ms = 0; ms < seconds * 1000; ms += 10)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        await Settled(calls, most);
        Assert.Equal(most, calls.Count(c => c.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_call_that_takes_access_away_goes_before_those_that_wait_already()
    {
        using var throttle = Throttle(inFlight: 1, perSecond: 1000);
        var holder = await Enter(throttle);
        var waiting = new[] { Enter(throttle), Enter(throttle, background: true) };
        var removal = Enter(throttle, LookerLane.Removal);
        holder.Dispose();

        await removal.WaitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(waiting, call => call.IsCompleted);
    }

    [Fact]
    public async Task Who_waits_longest_goes_first()
    {
        using var throttle = Throttle(inFlight: 1, perSecond: 1000);
        var holder = await Enter(throttle);
        var waiting = Enumerable.Range(0, 5).Select(_ => Enter(throttle)).ToList();
        for (var i = 0; i < 5; i++)
        {
            holder.Dispose();
            holder = await waiting[i].WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            Assert.All(waiting.Skip(i + 1), w => Assert.False(w.IsCompleted));
        }
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_takes_no_place()
    {
        using var throttle = Throttle(inFlight: 1, perSecond: 1000);
        var holder = await Enter(throttle);
        using var cancel = new CancellationTokenSource();
        var cancelled = throttle.EnterAsync(LookerOperations.Me, LookerLane.Ordinary, cancel.Token).AsTask();
        var next = Enter(throttle);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        holder.Dispose();
        await next.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Background_work_waits_behind_and_is_not_starved()
    {
        using var throttle = Throttle(inFlight: 1, perSecond: 100_000);
        var holder = await Enter(throttle);
        var order = new List<string>();
        var all = new List<Task>();
        for (var i = 0; i < 3; i++)
        {
            all.Add(Enter(throttle, background: true).ContinueWith(t => Note("background", t), TestContext.Current.CancellationToken));
        }

        for (var i = 0; i < 20; i++)
        {
            all.Add(Enter(throttle).ContinueWith(t => Note("foreground", t), TestContext.Current.CancellationToken));
        }

        holder.Dispose();
        await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal("foreground", order[0]);
        Assert.InRange(order.IndexOf("background"), 1, 8);
        Assert.Equal("background", order[^1]);

        void Note(string kind, Task<IDisposable> place)
        {
            order.Add(kind);
            place.Result.Dispose();
        }
    }

    [Fact]
    public void Background_work_leaves_two_places_free()
    {
        using var throttle = Throttle(inFlight: 8, perSecond: 100_000);
        var background = Enumerable.Range(0, 10).Select(_ => Enter(throttle, background: true)).ToList();
        Assert.Equal(6, background.Count(t => t.IsCompleted));
        Assert.True(Enter(throttle).IsCompleted);
        Assert.True(Enter(throttle).IsCompleted);
        Assert.False(Enter(throttle).IsCompleted);
    }

    [Fact]
    public void A_429_halves_the_rate_for_a_while()
    {
        using var throttle = Throttle(inFlight: 8, perSecond: 20);
        throttle.OnRateLimited(null);
        throttle.OnRateLimited(null);
        Assert.Equal(10, throttle.Rate);
        _clock.Advance(TimeSpan.FromSeconds(2));
        throttle.OnRateLimited(null);
        Assert.Equal(5, throttle.Rate);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, throttle.Rate);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(20, throttle.Rate);
    }

    [Fact]
    public async Task A_short_pause_is_waited_for()
    {
        using var throttle = Throttle(inFlight: 8, perSecond: 20);
        throttle.OnRateLimited(TimeSpan.FromSeconds(2));
        var call = Enter(throttle);
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        await call.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_long_pause_sends_all_callers_away_with_the_time_that_is_left()
    {
        using var throttle = Throttle(inFlight: 1, perSecond: 20);
        var holder = await Enter(throttle);
        var waiting = Enter(throttle);
        throttle.OnRateLimited(TimeSpan.FromSeconds(30));
        var refused = await Assert.ThrowsAsync<LookerUnavailableException>(() => waiting);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.RetryAfter);
        Assert.False(refused.MayHaveHappened);
        holder.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(20));
        refused = await Assert.ThrowsAsync<LookerUnavailableException>(() => Enter(throttle));
        Assert.Equal(TimeSpan.FromSeconds(10), refused.RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.True(Enter(throttle).IsCompletedSuccessfully);
    }

    private LookerThrottle Throttle(int inFlight, double perSecond) => new(new LookerLimits(inFlight, perSecond, TimeSpan.FromSeconds(30)), _clock);

    private static Task<IDisposable> Enter(LookerThrottle throttle, bool background = false) => Enter(throttle, background ? LookerLane.Background : LookerLane.Ordinary);

    private static Task<IDisposable> Enter(LookerThrottle throttle, LookerLane lane) => throttle.EnterAsync(LookerOperations.Me, lane, None).AsTask();

    private static async Task Settled(List<Task<IDisposable>> calls, int most)
    {
        // The thread pool completes the grants. Wait for those, not for time.
        await Task.WhenAll(calls.Take(most)).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await Task.Yield();
    }
}
