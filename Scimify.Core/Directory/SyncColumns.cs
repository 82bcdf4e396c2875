using Scimify.Core.Integrations;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>
/// What every synchronised row carries: desired against applied, and who works on it until when. The columns are read one
/// by one and written by a <see cref="Transition"/> only.
/// </summary>
public abstract class SyncColumns
{
    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary>Moves with every change that concerns Looker. Completing counts only while it is the one that was claimed.</summary>
    public long DesiredGeneration { get; private set; }

    public long AppliedGeneration { get; private set; }

    public DueKind Due { get; private set; }

    public SyncState SyncState { get; private set; }

    /// <summary>Attempts at the current generation that did not succeed.</summary>
    public int Attempts { get; private set; }

    /// <summary>Unix milliseconds; not to be claimed before.</summary>
    public long NotBefore { get; private set; }

    /// <summary>Unix milliseconds; a claim that has run out may be taken over.</summary>
    public long LeaseUntil { get; private set; }

    /// <summary>
    /// The claim, cleared when its outcome is recorded: a completion under another one is void, and a claim that finds
    /// one still here follows someone who died at work, so that nothing known of Looker holds any more.
    /// </summary>
    public string? LeaseOwner { get; private set; }

    /// <summary>Why the last attempt failed, in words for the console and the log.</summary>
    public string? SyncError { get; private set; }

    /// <summary>Request id of the SCIM write behind the current generation.</summary>
    public Guid? RequestId { get; private set; }

    /// <summary>Unix milliseconds since when the row waits; null when it does not.</summary>
    public long? DueSince { get; private set; }

    /// <summary>
    /// Unix milliseconds: until then a call without an answer may still take effect in Looker, be it after the calls that
    /// were made since; then everything is written once more. Null when every call was answered.
    /// </summary>
    public long? LookAgainAt { get; private set; }

    /// <summary>True while the desired state waits for a person: Looker keeps what it has.</summary>
    public bool IsHeld => SyncState == SyncState.Held;

    /// <summary>True while a claim runs or was abandoned: what it did in Looker is not known yet.</summary>
    public bool IsClaimed => LeaseOwner is not null;

    /// <summary>True while a call to Looker may take effect that nothing is known of.</summary>
    public bool IsUncertain => IsClaimed || LookAgainAt is not null;

    public RowState State => RowState.Stored(
        new(LeaseOwner, LeaseUntil, LookAgainAt),
        new(DesiredGeneration, AppliedGeneration, Due, SyncState, Attempts, NotBefore, SyncError, RequestId, DueSince));

    public void Apply(Transition transition, DateTimeOffset now) => Load(State.After(transition, now));

    /// <inheritdoc cref="Transition.Wanted"/>
    /// <param name="lane">The lane; none: it waits for another row.</param>
    /// <param name="requestId">The SCIM write behind it; null for what Scimify does by itself.</param>
    /// <param name="now">Since when it waits, unless it does already.</param>
    /// <param name="mode">In plan mode what waits is called planned.</param>
    public void Want(DueKind lane, Guid? requestId, DateTimeOffset now, IntegrationMode mode = IntegrationMode.Live) =>
        Apply(Transition.Wanted(lane, requestId, mode == IntegrationMode.Plan), now);

    /// <summary>Takes the columns over from the database, or from a transition.</summary>
    public void Load(RowState state)
    {
        (LeaseOwner, LeaseUntil, LookAgainAt) = state.Claim;
        (DesiredGeneration, AppliedGeneration, Due, SyncState, Attempts, NotBefore, SyncError, RequestId, DueSince) = state.Progress;
    }
}
