using Scimify.Core.Sync;

namespace Scimify.Tests.Sync;

/// <summary>The result of each transition, as a table of cases.</summary>
public sealed class TransitionTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000);
    private static readonly DateTimeOffset Later = DateTimeOffset.FromUnixTimeMilliseconds(2_000_000);
    private static readonly Guid Request = Guid.Parse("aaaaaaaa-0000-0000-0000-000000000001");
    private static readonly Guid Earlier = Guid.Parse("aaaaaaaa-0000-0000-0000-000000000002");

    /// <summary>A row that has waited since 5 and failed three times, and that somebody is working on.</summary>
    private static readonly RowState Waiting = RowState.Stored(
        new("node:1", 900, null), new(7, 4, DueKind.Change, SyncState.Pending, 3, 800, "Looker is away.", Earlier, 5));

    public static TheoryData<string, Transition, string> OfOneThatWaits => new()
    {
        { "begun", Transition.Begun(44), "44/4 Change Pending tried 3 not before 800 'Looker is away.' for 2 since 5 lease node:1 until 900" },
        { "wanted", Transition.Wanted(DueKind.Removal, Request), "8/4 Removal Pending for 1 since 5 lease node:1 until 900" },
        { "wanted in plan mode", Transition.Wanted(DueKind.Change, null, isPlanned: true), "8/4 Change Planned since 5 lease node:1 until 900" },
        { "wanted after another row", Transition.Wanted(DueKind.None, Request), "8/4 None Pending for 1 since 5 lease node:1 until 900" },
        { "wanted again", Transition.WantedAgain(DueKind.Change), "8/4 Change Pending for 2 since 5 lease node:1 until 900" },
        { "held", Transition.Held(Request), "8/4 None Held for 1 lease node:1 until 900" },
        { "unforwardable", Transition.Unforwardable(Request), "8/4 None Unforwardable for 1 lease node:1 until 900" },
        { "joined", Transition.Joined(Request), "7/4 Change Pending tried 3 not before 800 'Looker is away.' for 1 since 5 lease node:1 until 900" },
        { "claimed", Transition.Claimed("node:2", Later), "7/4 Change Pending tried 3 not before 800 'Looker is away.' for 2 since 5 lease node:2 until 2000000" },
        { "ended", Transition.Ended, "7/4 Change Pending tried 3 not before 800 'Looker is away.' for 2 since 5" },
        { "ended in doubt", Transition.EndedInDoubt(Later), "7/4 Change Pending tried 3 not before 800 'Looker is away.' for 2 since 5 look again 2000000" },
        { "taken over", Transition.TakenOver(Later), "7/4 Change Pending tried 3 not before 800 'Looker is away.' for 2 since 5 look again 2000000 taken over 1000000" },
        { "lease ran out", Transition.LeaseRanOut, "7/4 Change Pending tried 3 not before 800 'Looker is away.' for 2 since 5 lease node:1" },
        { "settled", Transition.Settled, "7/7 None Applied for 2 lease node:1 until 900" },
        { "retried later", Transition.RetriedLater(Later, "Away."), "7/4 Change Pending tried 4 not before 2000000 'Away.' for 2 since 5 lease node:1 until 900" },
        { "put off", Transition.PutOff(Later, "Rejected."), "7/4 Change Pending tried 3 not before 2000000 'Rejected.' for 2 since 5 lease node:1 until 900" },
        { "refused", Transition.Refused(Later, "Taken."), "7/4 None Failed tried 3 not before 800 'Taken.' for 2 lease node:1 until 900" },
        { "given up", Transition.GivenUp("Taken."), "7/4 None Failed tried 3 not before 800 'Taken.' for 2 lease node:1 until 900" },
        { "settled in part", Transition.SettledInPart("Taken.", Request), "7/7 None Failed 'Taken.' for 1 lease node:1 until 900" },
        { "hastened", Transition.Hastened, "7/4 Change Pending tried 3 'Looker is away.' for 2 since 5 lease node:1 until 900" },
        { "looked at sooner", Transition.LookedAtSooner(Later), "7/4 Change Pending tried 3 not before 800 'Looker is away.' for 2 since 5 lease node:1 until 900 look again 2000000" },
        { "moot", Transition.Moot, "7/7 None Applied for 2 lease node:1 until 900" },
        { "held for review", Transition.HeldForReview("Is it hers?"), "7/4 None Held tried 3 not before 800 'Is it hers?' for 2 lease node:1 until 900" },
        { "blocked", Transition.Blocked(SyncState.Unforwardable, "No address."), "7/4 None Unforwardable tried 3 not before 800 'No address.' for 2 since 5 lease node:1 until 900" },
        { "put aside", Transition.PutAside, "7/4 None Pending tried 3 not before 800 'Looker is away.' for 2 since 5 lease node:1 until 900" },
        { "orphaned", Transition.Orphaned(DueKind.None), "8/4 None Pending tried 3 not before 800 'Looker is away.' for 2 since 5 lease node:1 until 900" },
        { "forgotten", Transition.Forgotten(DueKind.Removal), "8/4 Removal Pending for 2 since 5" },
        { "mode changed", Transition.ModeChanged(SyncState.Planned), "7/4 Change Planned tried 3 not before 800 'Looker is away.' for 2 since 5 lease node:1 until 900" },
        { "restored from a backup", Transition.RestoredFromBackup("It waited."), "7/4 None Failed 'It waited.' for 2 lease node:1 until 900" },
    };

    [Theory]
    [MemberData(nameof(OfOneThatWaits))]
    public void A_row_that_waits_becomes(string name, Transition transition, string after) =>
        Assert.Equal((name, after), (name, Text(Waiting.After(transition, Now))));

    [Fact]
    public void What_is_settled_waits_from_the_moment_that_it_is_wanted_again()
    {
        var settled = Waiting.After(Transition.Ended, Now).After(Transition.Settled, Now);

        Assert.Equal("8/7 Change Pending for 1 since 1000000", Text(settled.After(Transition.Wanted(DueKind.Change, Request), Now)));
        Assert.Equal("8/7 Change Pending for 2 since 1000000", Text(settled.After(Transition.WantedAgain(DueKind.Change), Now)));
        Assert.Equal("8/7 Change Pending for 2 since 1000000", Text(settled.After(Transition.Forgotten(DueKind.Change), Now)));
        Assert.Equal("8/7 None Pending for 2 since 1000000", Text(settled.After(Transition.Orphaned(DueKind.None), Now)));
        Assert.Equal("7/7 Change Applied for 2 since 1000000", Text(settled.After(Transition.Released(DueKind.Change), Now)));
    }

    [Fact]
    public void What_is_held_stays_held_whatever_becomes_of_Looker()
    {
        var held = Waiting.After(Transition.Ended, Now).After(Transition.Held(Request), Now);

        Assert.Equal("9/4 None Held for 1", Text(held.After(Transition.Forgotten(DueKind.Change), Now)));
        Assert.Equal("9/4 None Held for 1", Text(held.After(Transition.Orphaned(DueKind.Removal), Now)));
        Assert.Equal("8/4 None Failed 'Somebody said no.' for 1", Text(held.After(Transition.Rejected("Somebody said no."), Now)));
    }

    [Fact]
    public void Another_part_of_a_held_row_goes_to_Looker_while_the_row_stays_held()
    {
        var beside = Waiting.After(Transition.Ended, Now).After(Transition.Held(Request), Now).After(Transition.WantedBeside(Earlier), Now);

        Assert.Equal("9/4 Change Held for 2 since 1000000", Text(beside));
        Assert.Equal("9/9 None Held for 2", Text(beside.After(Transition.Settled, Now)));
        Assert.Equal("9/4 None Held 'Taken.' for 2", Text(beside.After(Transition.Refused(Later, "Taken."), Now)));
    }

    [Fact]
    public void A_refused_removal_is_tried_again_and_waits_since_then()
    {
        var removal = Waiting.After(Transition.Wanted(DueKind.Removal, Request), Now).After(Transition.Ended, Now);

        Assert.Equal("8/4 Removal Failed tried 1 not before 2000000 'In maintenance.' for 1 since 5", Text(removal.After(Transition.Refused(Later, "In maintenance."), Now)));
    }

    [Fact]
    public void What_may_still_be_undone_by_a_late_effect_comes_up_once_more()
    {
        var doubtful = Waiting.After(Transition.EndedInDoubt(Later), Now).After(Transition.Settled, Now);

        Assert.Equal("7/7 Change Applied not before 2000000 for 2 look again 2000000", Text(doubtful));
        Assert.Equal("7/7 None Applied for 2", Text(doubtful.After(Transition.EndedForSure, Later).After(Transition.Settled, Later)));
    }

    [Fact]
    public void Every_rule_is_in_the_table_or_in_a_case_of_its_own()
    {
        var named = OfOneThatWaits.Select(row => row.Data.Item2.Rule)
            .Concat([TransitionRule.Released, TransitionRule.Rejected, TransitionRule.EndedForSure, TransitionRule.WantedBeside]);

        Assert.Equal(TransitionRule.All.Select(r => r.Name).Order(), named.Select(r => r.Name).Distinct().Order());
    }

    private static string Text(RowState row)
    {
        var (claim, progress) = (row.Claim, row.Progress);
        string?[] parts =
        [
            $"{progress.DesiredGeneration}/{progress.AppliedGeneration} {progress.Due} {progress.State}",
            progress.Attempts > 0 ? $"tried {progress.Attempts}" : null,
            progress.NotBefore > 0 ? $"not before {progress.NotBefore}" : null,
            progress.Error is { } error ? $"'{error}'" : null,
            progress.RequestId is { } request ? $"for {(request == Request ? 1 : 2)}" : null,
            progress.DueSince is { } since ? $"since {since}" : null,
            claim.LeaseOwner is { } owner ? $"lease {owner}" : null,
            claim.LeaseUntil > 0 ? $"until {claim.LeaseUntil}" : null,
            claim.LookAgainAt is { } at ? $"look again {at}" : null,
            claim.TakenOverAt is { } takenOver ? $"taken over {takenOver}" : null,
        ];
        return string.Join(' ', parts.OfType<string>());
    }
}
