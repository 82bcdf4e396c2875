using Scimify.Core.Integrations;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>
/// The columns of every synchronised row: what is desired, what is applied, and who works on it until when. Code reads the
/// columns one by one, but only a <see cref="Transition"/> writes them.
/// </summary>
public abstract class SyncColumns
{
    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary>Moves with every change that concerns Looker. A completion counts only if the generation is still the one that was claimed.</summary>
    public long DesiredGeneration { get; private set; }

    public long AppliedGeneration { get; private set; }

    public DueKind Due { get; private set; }

    public SyncState SyncState { get; private set; }

    /// <summary>Failed attempts at the current generation.</summary>
    public int Attempts { get; private set; }

    /// <summary>Unix milliseconds. The row is not claimed earlier.</summary>
    public long NotBefore { get; private set; }

    /// <summary>Unix milliseconds. An expired claim may be taken over.</summary>
    public long LeaseUntil { get; private set; }

    /// <summary>
    /// The claim, cleared when its outcome is recorded. A completion under another claim is void. A claim that finds an old one here
    /// follows an attempt that died at work, so nothing known of Looker is certain any longer.
    /// </summary>
    public string? LeaseOwner { get; private set; }

    /// <summary>Why the last attempt failed, in words for the console and the log.</summary>
    public string? SyncError { get; private set; }

    /// <summary>The ID of the SCIM request behind the current generation.</summary>
    public Guid? RequestId { get; private set; }

    /// <summary>Unix milliseconds: since when the row waits; null if it does not.</summary>
    public long? DueSince { get; private set; }

    /// <summary>
    /// Unix milliseconds: until then, an unanswered call may still take effect in Looker, even after later calls. Then everything is
    /// written once more. Null if every call was answered.
    /// </summary>
    public long? LookAgainAt { get; private set; }

    /// <summary>
    /// Unix milliseconds: when the row was taken from a server that had fallen silent at work. An hour later, everything is written
    /// a last time. Null otherwise.
    /// </summary>
    public long? TakenOverAt { get; private set; }

    /// <summary>Whether the desired state waits for a person. Looker keeps what it has.</summary>
    public bool IsHeld => SyncState == SyncState.Held;

    /// <summary>Whether a claim is running or was abandoned: what it did in Looker is not known yet.</summary>
    public bool IsClaimed => LeaseOwner is not null;

    /// <summary>Whether an unanswered call to Looker may still take effect.</summary>
    public bool IsUncertain => IsClaimed || LookAgainAt is not null;

    public RowState State => RowState.Stored(
        new(LeaseOwner, LeaseUntil, LookAgainAt, TakenOverAt),
        new(DesiredGeneration, AppliedGeneration, Due, SyncState, Attempts, NotBefore, SyncError, RequestId, DueSince));

    public void Apply(Transition transition, DateTimeOffset now) => Load(State.After(transition, now));

    /// <inheritdoc cref="Transition.Wanted"/>
    /// <param name="lane">The lane; none if the row waits for another row.</param>
    /// <param name="requestId">The SCIM write behind it; null for what Scimify does on its own.</param>
    /// <param name="now">Since when it waits, unless it was waiting already.</param>
    /// <param name="mode">In plan mode, what waits is called planned.</param>
    public void Want(DueKind lane, Guid? requestId, DateTimeOffset now, IntegrationMode mode = IntegrationMode.Live) =>
        Apply(Transition.Wanted(lane, requestId, mode == IntegrationMode.Plan), now);

    /// <summary>Loads the columns from the database, or from a transition.</summary>
    public void Load(RowState state)
    {
        (LeaseOwner, LeaseUntil, LookAgainAt, TakenOverAt) = state.Claim;
        (DesiredGeneration, AppliedGeneration, Due, SyncState, Attempts, NotBefore, SyncError, RequestId, DueSince) = state.Progress;
    }
}
