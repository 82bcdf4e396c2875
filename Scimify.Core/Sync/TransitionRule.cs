using static Scimify.Core.Sync.SyncColumn;

namespace Scimify.Core.Sync;

/// <summary>What one transition assigns. The members are the table of all transitions: no other code says how a row's state moves.</summary>
public sealed class TransitionRule
{
    private static readonly SyncCondition IsHeld = new SyncCondition.Is(SyncColumn.SyncState, (long)Sync.SyncState.Held);
    private static readonly SyncCondition IsRemoval = new SyncCondition.Is(Due, (long)DueKind.Removal);
    private static readonly SyncCondition IsAnswered = new SyncCondition.IsNull(LookAgainAt);
    private static readonly SyncValue Lane = new SyncValue.Argument(SyncParameter.Lane);
    private static readonly SyncValue State = new SyncValue.Argument(SyncParameter.State);
    private static readonly SyncValue Request = new SyncValue.Argument(SyncParameter.Request);
    private static readonly SyncValue Error = new SyncValue.Argument(SyncParameter.Error);
    private static readonly SyncValue At = new SyncValue.Argument(SyncParameter.At);
    private static readonly SyncValue NoLane = SyncValue.Of(DueKind.None);
    private static readonly SyncValue Zero = SyncValue.Of(0L);
    private static readonly SyncValue SinceBefore = new SyncValue.FirstOf(new SyncValue.Column(DueSince), new SyncValue.Argument(SyncParameter.Now));

    /// <summary>A new generation starts without the failures of the previous one.</summary>
    private static readonly (SyncColumn, SyncValue)[] NewGeneration =
        [(DesiredGeneration, new SyncValue.Next(DesiredGeneration)), (Attempts, Zero), (NotBefore, Zero), (SyncError, SyncValue.Null)];

    private static readonly (SyncColumn, SyncValue)[] NoLease = [(LeaseOwner, SyncValue.Null), (LeaseUntil, Zero)];

    private static readonly List<TransitionRule> Rules = [];

    /// <summary>A new row starts at this generation.</summary>
    public static readonly TransitionRule Begun = new(nameof(Begun), (DesiredGeneration, new SyncValue.Argument(SyncParameter.Generation)));

    /// <summary>A new desired state waits for the engine, even if somebody is working on the old one.</summary>
    public static readonly TransitionRule Wanted = new(
        nameof(Wanted), [.. NewGeneration, (Due, Lane), (SyncColumn.SyncState, State), (RequestId, Request), (DueSince, SinceBefore)]);

    /// <summary>The same state is sent once more, for the request that asked for it.</summary>
    public static readonly TransitionRule WantedAgain = new(
        nameof(WantedAgain), [.. NewGeneration, (Due, Lane), (SyncColumn.SyncState, SyncValue.Of(Sync.SyncState.Pending)), (DueSince, SinceBefore)]);

    /// <summary>A new desired state does not reach Looker before a person decides.</summary>
    public static readonly TransitionRule Held = new(
        nameof(Held), [.. NewGeneration, (Due, NoLane), (SyncColumn.SyncState, SyncValue.Of(Sync.SyncState.Held)), (RequestId, Request), (DueSince, SyncValue.Null)]);

    /// <summary>A new desired state that Looker has no place for.</summary>
    public static readonly TransitionRule Unforwardable = new(
        nameof(Unforwardable),
        [.. NewGeneration, (Due, NoLane), (SyncColumn.SyncState, SyncValue.Of(Sync.SyncState.Unforwardable)), (RequestId, Request), (DueSince, SyncValue.Null)]);

    /// <summary>Another request asks for what is already on its way.</summary>
    public static readonly TransitionRule Joined = new(nameof(Joined), (RequestId, Request));

    public static readonly TransitionRule Claimed = new(
        nameof(Claimed), (LeaseOwner, new SyncValue.Argument(SyncParameter.Owner)), (LeaseUntil, new SyncValue.Argument(SyncParameter.Until)));

    /// <summary>The attempt has ended. Earlier unanswered calls stay unanswered.</summary>
    public static readonly TransitionRule Ended = new(nameof(Ended), NoLease);

    /// <summary>The attempt has ended, and one of its calls was not answered.</summary>
    public static readonly TransitionRule EndedInDoubt = new(nameof(EndedInDoubt), [.. NoLease, (LookAgainAt, At)]);

    /// <summary>The attempt has ended that followed a server which fell silent at work, and may wake up with a call in its hands.</summary>
    public static readonly TransitionRule TakenOver = new(
        nameof(TakenOver), [.. NoLease, (LookAgainAt, At), (TakenOverAt, new SyncValue.Argument(SyncParameter.Now))]);

    /// <summary>The last look has ended: everything was written once more, and every call was answered.</summary>
    public static readonly TransitionRule EndedForSure = new(nameof(EndedForSure), [.. NoLease, (LookAgainAt, SyncValue.Null), (TakenOverAt, SyncValue.Null)]);

    /// <summary>The claim's owner is gone. The name stays, as a sign of that.</summary>
    public static readonly TransitionRule LeaseRanOut = new(nameof(LeaseRanOut), (LeaseUntil, Zero));

    /// <summary>Looker has it. If a late effect can still undo it, it comes up once more.</summary>
    public static readonly TransitionRule Settled = new(
        nameof(Settled),
        (AppliedGeneration, new SyncValue.Column(DesiredGeneration)),
        (Due, new SyncValue.Case(IsAnswered, NoLane, new SyncValue.Column(Due))),
        (SyncColumn.SyncState, HeldOr(Sync.SyncState.Applied)),
        (Attempts, Zero),
        (NotBefore, new SyncValue.Case(IsAnswered, Zero, new SyncValue.Column(LookAgainAt))),
        (SyncError, SyncValue.Null),
        (DueSince, SyncValue.Null));

    public static readonly TransitionRule RetriedLater = new(
        nameof(RetriedLater), (Attempts, new SyncValue.Next(Attempts)), (NotBefore, At), (SyncError, Error));

    /// <summary>Looker is back.</summary>
    public static readonly TransitionRule Hastened = new(nameof(Hastened), (NotBefore, Zero));

    /// <summary>The clock was set back, so that the second look would come too late.</summary>
    public static readonly TransitionRule LookedAtSooner = new(nameof(LookedAtSooner), (LookAgainAt, At));

    /// <summary>Nothing is wrong with the row itself: everything waits.</summary>
    public static readonly TransitionRule PutOff = new(nameof(PutOff), (NotBefore, At), (SyncError, Error));

    /// <summary>
    /// Looker refused for good. A removal of access is tried again now and then, because a leaver may never be written again, and a
    /// Looker under maintenance refuses everything.
    /// </summary>
    public static readonly TransitionRule Refused = new(
        nameof(Refused),
        (SyncColumn.SyncState, HeldOr(Sync.SyncState.Failed)),
        (SyncError, Error),
        (Due, new SyncValue.Case(IsRemoval, new SyncValue.Column(Due), NoLane)),
        (Attempts, new SyncValue.Case(IsRemoval, new SyncValue.Next(Attempts), new SyncValue.Column(Attempts))),
        (NotBefore, new SyncValue.Case(IsRemoval, At, new SyncValue.Column(NotBefore))),
        (DueSince, new SyncValue.Case(IsRemoval, new SyncValue.Column(DueSince), SyncValue.Null)));

    /// <summary>Access is taken away, or nothing of the kind was asked for; another part was refused for good.</summary>
    public static readonly TransitionRule GivenUp = new(
        nameof(GivenUp), (SyncColumn.SyncState, HeldOr(Sync.SyncState.Failed)), (SyncError, Error), (Due, NoLane), (DueSince, SyncValue.Null));

    /// <summary>There is nothing to be done in Looker, and nobody has to decide about it.</summary>
    public static readonly TransitionRule Moot = new(
        nameof(Moot),
        (AppliedGeneration, new SyncValue.Column(DesiredGeneration)),
        (Due, NoLane),
        (SyncColumn.SyncState, SyncValue.Of(Sync.SyncState.Applied)),
        (Attempts, Zero),
        (NotBefore, Zero),
        (SyncError, SyncValue.Null),
        (DueSince, SyncValue.Null));

    /// <summary>Looker has what was asked for; a part that was refused before is as it was, and so is the request that asked for it.</summary>
    public static readonly TransitionRule SettledInPart = new(
        nameof(SettledInPart),
        (AppliedGeneration, new SyncValue.Column(DesiredGeneration)),
        (Due, new SyncValue.Case(IsAnswered, NoLane, new SyncValue.Column(Due))),
        (SyncColumn.SyncState, HeldOr(Sync.SyncState.Failed)),
        (Attempts, Zero),
        (NotBefore, new SyncValue.Case(IsAnswered, Zero, new SyncValue.Column(LookAgainAt))),
        (SyncError, Error),
        (RequestId, Request),
        (DueSince, SyncValue.Null));

    /// <summary>Another part of a held row is wanted: it goes to Looker, and what is held stays held.</summary>
    public static readonly TransitionRule WantedBeside = new(
        nameof(WantedBeside), [.. NewGeneration, (Due, Lane), (RequestId, Request), (DueSince, SinceBefore)]);

    /// <summary>What the attempt found waits for a person.</summary>
    public static readonly TransitionRule HeldForReview = new(
        nameof(HeldForReview), (Due, NoLane), (SyncColumn.SyncState, SyncValue.Of(Sync.SyncState.Held)), (SyncError, Error), (DueSince, SyncValue.Null));

    /// <summary>A person has rejected it.</summary>
    public static readonly TransitionRule Rejected = new(
        nameof(Rejected), (Due, NoLane), (SyncColumn.SyncState, SyncValue.Of(Sync.SyncState.Failed)), (SyncError, Error), (DueSince, SyncValue.Null));

    /// <summary>Another row has to be there first, or the row lacks a value.</summary>
    public static readonly TransitionRule Blocked = new(nameof(Blocked), (Due, NoLane), (SyncColumn.SyncState, State), (SyncError, Error));

    /// <summary>Not claimed before the other row releases it.</summary>
    public static readonly TransitionRule PutAside = new(nameof(PutAside), (Due, NoLane));

    /// <summary>What the row waited for is there.</summary>
    public static readonly TransitionRule Released = new(nameof(Released), (Due, Lane), (DueSince, SinceBefore));

    /// <summary>The row's account or group is gone in Looker. What is held stays held.</summary>
    public static readonly TransitionRule Orphaned = new(
        nameof(Orphaned),
        (DesiredGeneration, new SyncValue.Next(DesiredGeneration)),
        (Due, new SyncValue.Case(IsHeld, NoLane, Lane)),
        (SyncColumn.SyncState, new SyncValue.Case(IsHeld, new SyncValue.Column(SyncColumn.SyncState), SyncValue.Of(Sync.SyncState.Pending))),
        (DueSince, new SyncValue.Case(IsHeld, SyncValue.Null, SinceBefore)));

    /// <summary>The integration is pointed at another Looker, so attempts under way no longer count. What is held stays held.</summary>
    public static readonly TransitionRule Forgotten = new(
        nameof(Forgotten),
        [
            .. NewGeneration,
            .. NoLease,
            (LookAgainAt, SyncValue.Null),
            (TakenOverAt, SyncValue.Null),
            (Due, new SyncValue.Case(IsHeld, NoLane, Lane)),
            (SyncColumn.SyncState, new SyncValue.Case(IsHeld, new SyncValue.Column(SyncColumn.SyncState), SyncValue.Of(Sync.SyncState.Pending))),
            (DueSince, new SyncValue.Case(IsHeld, SyncValue.Null, SinceBefore)),
        ]);

    /// <summary>The integration has entered or left plan mode, so what waits has another name.</summary>
    public static readonly TransitionRule ModeChanged = new(nameof(ModeChanged), (SyncColumn.SyncState, State));

    /// <summary>It was waiting when the restored backup was made. A person or the identity provider decides whether it is still wanted.</summary>
    public static readonly TransitionRule RestoredFromBackup = new(
        nameof(RestoredFromBackup),
        (SyncColumn.SyncState, SyncValue.Of(Sync.SyncState.Failed)),
        (Due, NoLane),
        (Attempts, Zero),
        (NotBefore, Zero),
        (DueSince, SyncValue.Null),
        (LookAgainAt, SyncValue.Null),
        (TakenOverAt, SyncValue.Null),
        (SyncError, Error));

    private TransitionRule(string name, params (SyncColumn, SyncValue)[] assignments)
    {
        Name = name;
        Assignments = assignments;
        Rules.Add(this);
    }

    public static IReadOnlyList<TransitionRule> All => Rules;

    public string Name { get; }

    /// <summary>All of them read the row from before the transition.</summary>
    public IReadOnlyList<(SyncColumn Column, SyncValue Value)> Assignments { get; }

    /// <summary>The text after SET in an UPDATE of many rows, for either database.</summary>
    /// <param name="arguments">The SQL for each of the rule's parameters.</param>
    public string Set(params (SyncParameter Parameter, string Sql)[] arguments) => string.Join(", ", Assignments.Select(
        a => $"{a.Column.InSql()} = {a.Value.Print(parameter => arguments.First(given => given.Parameter == parameter).Sql)}"));

    public override string ToString() => Name;

    /// <summary>A part that waits for a person keeps the row held, whatever becomes of the others.</summary>
    private static SyncValue HeldOr(SyncState state) => new SyncValue.Case(IsHeld, new SyncValue.Column(SyncColumn.SyncState), SyncValue.Of(state));
}
