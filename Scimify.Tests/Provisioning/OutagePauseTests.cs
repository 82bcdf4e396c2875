using Scimify.Core.Provisioning.Engine;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>What is an outage of Looker, and what is not.</summary>
public sealed class OutagePauseTests
{
    private static readonly SyncOutcome.Retry Failing = new(null, ConcernsAll: false, "500");
    private static readonly SyncOutcome.Retry Away = new(null, ConcernsAll: true, "No connection.");

    private readonly FakeTimeProvider _clock = new();
    private readonly OutagePause _pause;

    public OutagePauseTests() => _pause = new(new EngineSettings(TimeSpan.Zero, OwnsDatabase: true), _clock);

    [Fact]
    public void A_Looker_that_cannot_be_reached_is_away_at_once()
    {
        _pause.Note(Away, attempts: 0, hasAnswer: false);

        Assert.True(_pause.IsProbing);
    }

    [Fact]
    public void Failures_between_good_answers_are_no_outage()
    {
        for (var i = 0; i < 1000; i++)
        {
            _pause.Note(i % 2 == 0 ? Failing : Away, attempts: 0, hasAnswer: false);
            _pause.Note(SyncOutcome.Applied.Instance, attempts: 0, hasAnswer: true);
        }

        Assert.False(_pause.IsProbing);
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(16, true)]
    public void A_failure_soon_after_a_good_answer_is_no_outage(int seconds, bool isOutage)
    {
        _pause.Note(SyncOutcome.Applied.Instance, attempts: 0, hasAnswer: true);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        _pause.Note(Away, attempts: 0, hasAnswer: false);

        Assert.Equal(isOutage, _pause.IsProbing);
    }

    [Fact]
    public void Rows_that_fail_again_and_again_are_no_outage()
    {
        for (var i = 0; i < 1000; i++)
        {
            _pause.Note(Failing, attempts: 3, hasAnswer: false);
        }

        Assert.False(_pause.IsProbing);
    }

    [Fact]
    public void Rows_of_which_some_calls_succeed_are_no_outage()
    {
        for (var i = 0; i < 1000; i++)
        {
            _pause.Note(Failing, attempts: 0, hasAnswer: true);
        }

        Assert.False(_pause.IsProbing);
    }

    [Fact]
    public void Sixteen_rows_in_a_row_that_fail_for_the_first_time_are_an_outage()
    {
        for (var i = 0; i < 15; i++)
        {
            _pause.Note(Failing, attempts: 0, hasAnswer: false);
        }

        Assert.False(_pause.IsProbing);
        _pause.Note(Failing, attempts: 0, hasAnswer: false);
        Assert.True(_pause.IsProbing);
    }

    [Fact]
    public void However_long_it_lasts_Looker_is_tried_every_few_seconds_and_the_first_good_answer_ends_it()
    {
        for (var i = 0; i < 100; i++)
        {
            _pause.Note(Away, attempts: 50, hasAnswer: false);
            Assert.InRange(_pause.Left, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            _clock.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.True(_pause.Note(SyncOutcome.Applied.Instance, attempts: 0, hasAnswer: true));
        Assert.False(_pause.IsProbing);
        Assert.False(_pause.Note(SyncOutcome.Applied.Instance, attempts: 0, hasAnswer: true));
    }
}
