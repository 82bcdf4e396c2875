using Scimify.Core.Directory.Mappings;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

public sealed class HangingAttemptsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly HangingAttempts _attempts;

    public HangingAttemptsTests() => _attempts = new(_clock);

    [Fact]
    public void When_Looker_is_back_the_tries_that_still_hang_are_cut_off_and_a_young_one_goes_on()
    {
        var hanging = Begin(DueKind.Change, isOutageTry: true).Token;
        _clock.Advance(TimeSpan.FromSeconds(3));
        var young = Begin(DueKind.Change, isOutageTry: true).Token;
        _clock.Advance(TimeSpan.FromMilliseconds(900));

        _attempts.CutOffTries();

        Assert.Equal((true, false), (hanging.IsCancellationRequested, young.IsCancellationRequested));
    }

    [Fact]
    public void When_Looker_is_back_an_attempt_from_before_the_outage_goes_on()
    {
        var before = Begin(DueKind.Change).Token;
        _clock.Advance(TimeSpan.FromSeconds(3));

        _attempts.CutOffTries();

        Assert.False(before.IsCancellationRequested);
    }

    [Fact]
    public void An_attempt_that_has_ended_is_left_alone_and_the_end_of_the_server_ends_the_others()
    {
        using var stop = new CancellationTokenSource();
        var ended = Begin(DueKind.Change, isOutageTry: true);
        var running = _attempts.Begin(Claim(DueKind.Change), true, stop.Token).Token;
        _attempts.End(ended);
        _clock.Advance(TimeSpan.FromSeconds(3));

        stop.Cancel();
        _attempts.CutOffTries();

        Assert.True(running.IsCancellationRequested);
        Assert.False(ended.IsCancellationRequested);
    }

    [Fact]
    public void After_a_second_an_attempt_makes_way_for_a_removal_unless_it_is_one()
    {
        var change = Claim(DueKind.Change);
        var changing = _attempts.Begin(change, false, CancellationToken.None).Token;
        var removing = Begin(DueKind.Removal).Token;
        Assert.Equal(Second, _attempts.UntilLate);
        Assert.Empty(_attempts.Late);

        _clock.Advance(Second);
        Assert.Equal([change], _attempts.Late);
        _attempts.CutOff([change]);

        Assert.Equal((true, false), (changing.IsCancellationRequested, removing.IsCancellationRequested));
        Assert.Empty(_attempts.Late);
        Assert.Null(_attempts.UntilLate);
    }

    [Fact]
    public void While_an_attempt_is_late_it_is_looked_at_every_second()
    {
        Begin(DueKind.Change);
        _clock.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(TimeSpan.FromMilliseconds(600), _attempts.UntilLate);

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Second, _attempts.UntilLate);
    }

    private CancellationTokenSource Begin(DueKind kind, bool isOutageTry = false) => _attempts.Begin(Claim(kind), isOutageTry, CancellationToken.None);

    private SyncClaim.Role Claim(DueKind kind)
    {
        var row = new LookerRoleRow { RoleId = "1", Name = "Viewer" };
        row.Apply(Transition.Wanted(kind, null), _clock.GetUtcNow());
        return new(row, [], new SyncLease(Guid.NewGuid().ToString(), false, false));
    }
}
