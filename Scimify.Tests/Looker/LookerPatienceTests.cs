using Scimify.Core.Looker;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Looker;

/// <summary>How long an answer is waited for by those who try again anyway.</summary>
public sealed class LookerPatienceTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LookerPatience _patience;

    public LookerPatienceTests() => _patience = new(TimeSpan.FromSeconds(30), _clock);

    private double Seconds => _patience.For(LookerOperations.UpdateUser).TotalSeconds;

    [Fact]
    public void Before_any_answer_it_is_the_time_limit()
    {
        TimedOut(1);

        Assert.Equal(30, Seconds);
    }

    [Theory]
    [InlineData(0.1, 3)]
    [InlineData(1, 4)]
    [InlineData(2, 8)]
    [InlineData(7, 28)]
    [InlineData(20, 30)]
    public void Four_times_as_long_as_the_slowest_answer_but_not_below_3_s(double slowest, double expected)
    {
        Answered(slowest);
        Answered(0.05);

        Assert.Equal(expected, Seconds);
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 12)]
    [InlineData(3, 24)]
    [InlineData(4, 30)]
    [InlineData(100, 30)]
    public void It_doubles_with_each_call_in_a_row_that_was_not_answered(int timeOuts, double expected)
    {
        Answered(0.1);
        TimedOut(timeOuts);

        Assert.Equal(expected, Seconds);
    }

    [Fact]
    public void A_Looker_that_has_become_slower_is_waited_for()
    {
        Answered(0.1);
        TimedOut(1);
        Answered(6);

        Assert.Equal(24, Seconds);
    }

    [Fact]
    public void Slow_answers_are_forgotten_after_two_stretches_of_ten_minutes()
    {
        Answered(7);
        _clock.Advance(TimeSpan.FromMinutes(11));
        Answered(0.1);
        Assert.Equal(28, Seconds);

        _clock.Advance(TimeSpan.FromMinutes(11));
        Answered(0.1);
        Assert.Equal(3, Seconds);
    }

    [Fact]
    public void Each_operation_has_its_own()
    {
        Answered(0.1);

        Assert.Equal(30, _patience.For(LookerOperations.CreateUser).TotalSeconds);
    }

    private void Answered(double seconds) => _patience.Answered(LookerOperations.UpdateUser, TimeSpan.FromSeconds(seconds));

    private void TimedOut(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _patience.TimedOut(LookerOperations.UpdateUser);
        }
    }
}
