using Scimify.Core.Persistence.Servers;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Servers;

/// <summary>Who is taken for dead, and who only has another clock.</summary>
public sealed class SilentServersTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly SilentServers _servers;

    public SilentServersTests() => _servers = new(_clock, Break);

    [Fact]
    public void A_server_that_beats_is_alive_whatever_its_clock_shows()
    {
        Assert.Empty(Read(1_000_000));
        for (var beat = 1; beat <= 30; beat++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Empty(Read(beat));
        }
    }

    [Fact]
    public void A_server_whose_heartbeat_stands_still_is_silent_after_its_time()
    {
        Read(7);
        IsSilentAfterItsTime();
    }

    [Fact]
    public void Who_was_cut_off_from_the_database_gives_the_others_time_to_come_back_too()
    {
        Read(7);
        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Empty(Read(7));
        IsSilentAfterItsTime();
    }

    [Fact]
    public void A_server_that_left_and_came_back_starts_over()
    {
        Read(7);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(_servers.Read([]));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(Read(7));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(Read(7));
    }

    /// <summary>The heartbeat of the other, as just read, does not move any more.</summary>
    private void IsSilentAfterItsTime()
    {
        for (var second = 1; second < 10; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Empty(Read(7));
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["other"], Read(7));
    }

    private IEnumerable<string> Read(long beatAt) => _servers.Read([new("other", beatAt, Silence)]).Select(server => server.Id);
}
