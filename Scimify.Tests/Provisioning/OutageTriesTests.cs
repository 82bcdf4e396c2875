using Scimify.Core.Provisioning.Engine;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

public sealed class OutageTriesTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void When_Looker_is_back_the_tries_that_still_hang_are_cut_off_and_a_young_one_goes_on()
    {
        var tries = new OutageTries(_clock);
        var hanging = tries.Begin(CancellationToken.None).Token;
        _clock.Advance(TimeSpan.FromSeconds(3));
        var young = tries.Begin(CancellationToken.None).Token;
        _clock.Advance(TimeSpan.FromMilliseconds(900));

        tries.CutOff();

        Assert.Equal((true, false), (hanging.IsCancellationRequested, young.IsCancellationRequested));
    }

    [Fact]
    public void A_try_that_has_ended_is_left_alone_and_the_end_of_the_server_ends_the_others()
    {
        var tries = new OutageTries(_clock);
        using var stop = new CancellationTokenSource();
        var ended = tries.Begin(CancellationToken.None);
        var running = tries.Begin(stop.Token).Token;
        tries.End(ended);
        _clock.Advance(TimeSpan.FromSeconds(3));

        stop.Cancel();
        tries.CutOff();

        Assert.True(running.IsCancellationRequested);
        Assert.False(ended.IsCancellationRequested);
    }
}
