using System.Diagnostics;

namespace Scimify.Core.Sync;

/// <summary>A step in a row's life, with its arguments. The set is closed. <see cref="TransitionRule"/> says what each step does.</summary>
public sealed class Transition
{
    private readonly (SyncParameter Parameter, object? Value)[] _arguments;

    private Transition(TransitionRule rule, params (SyncParameter, object?)[] arguments) => (Rule, _arguments) = (rule, arguments);

    public static Transition Ended { get; } = new(TransitionRule.Ended);

    public static Transition EndedForSure { get; } = new(TransitionRule.EndedForSure);

    public static Transition LeaseRanOut { get; } = new(TransitionRule.LeaseRanOut);

    public static Transition Settled { get; } = new(TransitionRule.Settled);

    public static Transition Hastened { get; } = new(TransitionRule.Hastened);

    public static Transition Moot { get; } = new(TransitionRule.Moot);

    public static Transition PutAside { get; } = new(TransitionRule.PutAside);

    public TransitionRule Rule { get; }

    /// <param name="generation">Later than any generation of an earlier row that is gone, so that the earlier outcome is not taken for this one's.</param>
    public static Transition Begun(long generation) => new(TransitionRule.Begun, (SyncParameter.Generation, generation));

    /// <param name="lane">None if the row waits for another row.</param>
    /// <param name="requestId">The SCIM write behind it; null for what Scimify does on its own.</param>
    /// <param name="isPlanned">In plan mode, what waits is called planned.</param>
    public static Transition Wanted(DueKind lane, Guid? requestId, bool isPlanned = false) => new(
        TransitionRule.Wanted,
        (SyncParameter.Lane, (long)lane),
        (SyncParameter.State, (long)(isPlanned ? SyncState.Planned : SyncState.Pending)),
        Request(requestId));

    public static Transition WantedAgain(DueKind lane) => new(TransitionRule.WantedAgain, (SyncParameter.Lane, (long)lane));

    public static Transition Held(Guid? requestId) => new(TransitionRule.Held, Request(requestId));

    public static Transition Unforwardable(Guid? requestId) => new(TransitionRule.Unforwardable, Request(requestId));

    public static Transition Joined(Guid requestId) => new(TransitionRule.Joined, Request(requestId));

    public static Transition Claimed(string owner, DateTimeOffset until) => new(
        TransitionRule.Claimed, (SyncParameter.Owner, owner), (SyncParameter.Until, until.ToUnixTimeMilliseconds()));

    /// <param name="lookAgainAt">When the unanswered call can no longer take effect.</param>
    public static Transition EndedInDoubt(DateTimeOffset lookAgainAt) => new(TransitionRule.EndedInDoubt, At(lookAgainAt));

    /// <param name="lookAgainAt">When an unanswered call of the silent server can hardly take effect any longer.</param>
    public static Transition TakenOver(DateTimeOffset lookAgainAt) => new(TransitionRule.TakenOver, At(lookAgainAt));

    public static Transition LookedAtSooner(DateTimeOffset lookAgainAt) => new(TransitionRule.LookedAtSooner, At(lookAgainAt));

    public static Transition RetriedLater(DateTimeOffset at, string error) => new(TransitionRule.RetriedLater, At(at), Error(error));

    public static Transition PutOff(DateTimeOffset at, string error) => new(TransitionRule.PutOff, At(at), Error(error));

    /// <param name="at">When to try again, if the row takes access away.</param>
    /// <param name="error">The words of Looker or of one of Scimify's rules.</param>
    public static Transition Refused(DateTimeOffset at, string error) => new(TransitionRule.Refused, At(at), Error(error));

    public static Transition GivenUp(string error) => new(TransitionRule.GivenUp, Error(error));

    /// <param name="error">Why the other part was refused.</param>
    /// <param name="requestId">The SCIM write that asked for that part.</param>
    public static Transition SettledInPart(string error, Guid? requestId) => new(TransitionRule.SettledInPart, Error(error), Request(requestId));

    public static Transition WantedBeside(Guid? requestId) => new(TransitionRule.WantedBeside, (SyncParameter.Lane, (long)DueKind.Change), Request(requestId));

    public static Transition HeldForReview(string error) => new(TransitionRule.HeldForReview, Error(error));

    public static Transition Rejected(string error) => new(TransitionRule.Rejected, Error(error));

    public static Transition Blocked(SyncState state, string error) => new(TransitionRule.Blocked, (SyncParameter.State, (long)state), Error(error));

    public static Transition Released(DueKind lane) => new(TransitionRule.Released, (SyncParameter.Lane, (long)lane));

    public static Transition Orphaned(DueKind lane) => new(TransitionRule.Orphaned, (SyncParameter.Lane, (long)lane));

    public static Transition Forgotten(DueKind lane) => new(TransitionRule.Forgotten, (SyncParameter.Lane, (long)lane));

    public static Transition ModeChanged(SyncState state) => new(TransitionRule.ModeChanged, (SyncParameter.State, (long)state));

    public static Transition RestoredFromBackup(string error) => new(TransitionRule.RestoredFromBackup, Error(error));

    /// <returns>A long, a text or null, as in the database.</returns>
    public object? Argument(SyncParameter parameter, DateTimeOffset now)
    {
        foreach (var (given, value) in _arguments)
        {
            if (given == parameter)
            {
                return value;
            }
        }

        return parameter == SyncParameter.Now ? now.ToUnixTimeMilliseconds() : throw new UnreachableException();
    }

    private static (SyncParameter, object?) Request(Guid? requestId) => (SyncParameter.Request, requestId?.ToString("D"));

    private static (SyncParameter, object?) Error(string error) => (SyncParameter.Error, error);

    private static (SyncParameter, object?) At(DateTimeOffset at) => (SyncParameter.At, at.ToUnixTimeMilliseconds());
}
