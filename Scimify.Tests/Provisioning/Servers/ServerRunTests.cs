using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Servers;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning.Servers;

/// <summary>How long a server may go on with what it has claimed.</summary>
public sealed class ServerRunTests
{
    private static readonly EngineSettings Settings = new(TimeSpan.Zero, OwnsDatabase: false);
    private readonly FakeTimeProvider _clock = new();
    private readonly ServerRun _run;

    public ServerRunTests()
    {
        _run = new(Settings, _clock);
        _run.Joined();
        Beat();
    }

    [Fact]
    public void Before_its_first_heartbeat_a_server_claims_nothing() => Assert.False(new ServerRun(Settings, _clock).HasStanding);

    [Fact]
    public void A_server_stops_calling_before_the_others_take_it_for_dead()
    {
        var permit = _run.PermitFromNow(() => true);
        _clock.Advance(Settings.Standing - TimeSpan.FromMilliseconds(1));
        Assert.True(permit.Holds);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(permit.Holds);
        Assert.True(Settings.Standing < Settings.TakeOver);
    }

    [Fact]
    public void Who_was_late_but_not_yet_given_up_goes_on_with_its_claims()
    {
        var permit = _run.PermitFromNow(() => true);
        _clock.Advance(Settings.Standing);
        Beat();

        Assert.True(permit.Holds);
    }

    [Fact]
    public void Who_was_given_up_drops_its_claims_for_good()
    {
        var permit = _run.PermitFromNow(() => true);
        _run.Joined();
        Beat();

        Assert.False(permit.Holds);
        Assert.True(_run.PermitFromNow(() => true).Holds);
    }

    [Fact]
    public void A_lease_ends_for_its_owner_before_it_ends_for_the_others()
    {
        var permit = _run.PermitFromNow(() => true);
        for (var passed = TimeSpan.Zero; passed < Settings.Lease - Settings.LeaseMargin; passed += TimeSpan.FromSeconds(1))
        {
            Assert.True(permit.Holds);
            _clock.Advance(TimeSpan.FromSeconds(1));
            Beat();
        }

        Assert.False(permit.Holds);
    }

    [Fact]
    public void The_only_server_of_a_database_needs_no_heartbeat()
    {
        var run = new ServerRun(new(TimeSpan.Zero, OwnsDatabase: true), _clock);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.True(run.HasStanding);
        Assert.True(run.PermitFromNow(() => true).Holds);
    }

    [Fact]
    public void A_machine_that_slept_has_lost_time_although_its_monotonic_clock_stood_still()
    {
        var now = Moment.Now(_clock);

        Assert.Equal(TimeSpan.FromMinutes(10), (now with { Utc = now.Utc - TimeSpan.FromMinutes(10) }).Elapsed(_clock));
        Assert.Equal(TimeSpan.Zero, (now with { Utc = now.Utc + TimeSpan.FromHours(2) }).Elapsed(_clock));
    }

    private void Beat() => _run.Beaten(Moment.Now(_clock));
}
