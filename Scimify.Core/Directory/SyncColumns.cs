using Scimify.Core.Integrations;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>
/// What every synchronised row carries: desired against applied, and who works on it until when.
/// Completing counts only while the generation is the one that was claimed.
/// </summary>
public abstract class SyncColumns
{
    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary>Moves with every change that concerns Looker.</summary>
    public long DesiredGeneration { get; set; }

    public long AppliedGeneration { get; set; }

    public DueKind Due { get; set; }

    public SyncState SyncState { get; set; }

    /// <summary>Attempts at the current generation that did not succeed.</summary>
    public int Attempts { get; set; }

    /// <summary>Unix milliseconds; not to be claimed before.</summary>
    public long NotBefore { get; set; }

    /// <summary>Unix milliseconds; a claim that has run out may be taken over.</summary>
    public long LeaseUntil { get; set; }

    /// <summary>
    /// The claim, cleared when its outcome is recorded: a completion under another one is void, and a claim that finds
    /// one still here follows someone who died at work, so that nothing known of Looker holds any more.
    /// </summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Why the last attempt failed, in words for the console and the log.</summary>
    public string? SyncError { get; set; }

    /// <summary>Request id of the SCIM write behind the current generation.</summary>
    public Guid? RequestId { get; set; }

    /// <summary>Unix milliseconds since when the row waits; null when it does not.</summary>
    public long? DueSince { get; set; }

    /// <summary>
    /// Unix milliseconds: until then a call without an answer may still take effect in Looker, be it after the calls that
    /// were made since; then everything is written once more. Null when every call was answered.
    /// </summary>
    public long? LookAgainAt { get; set; }

    /// <summary>A new desired state: it waits for the engine, whoever may be at work on the old one.</summary>
    /// <param name="kind">The lane.</param>
    /// <param name="requestId">The SCIM write behind it; null for what Scimify does by itself.</param>
    /// <param name="now">Since when it waits, unless it does already.</param>
    /// <param name="mode">In plan mode what waits is called planned.</param>
    public void BecomeDue(DueKind kind, Guid? requestId, DateTimeOffset now, IntegrationMode mode = IntegrationMode.Live)
    {
        DesiredGeneration++;
        Due = kind;
        SyncState = mode == IntegrationMode.Plan ? SyncState.Planned : SyncState.Pending;
        Attempts = 0;
        NotBefore = 0;
        SyncError = null;
        RequestId = requestId;
        DueSince ??= now.ToUnixTimeMilliseconds();
    }

    /// <summary>A new desired state that Looker does not get before a person has said so.</summary>
    public void BecomeHeld(Guid? requestId)
    {
        DesiredGeneration++;
        Due = DueKind.None;
        SyncState = SyncState.Held;
        Attempts = 0;
        NotBefore = 0;
        SyncError = null;
        RequestId = requestId;
        DueSince = null;
    }

    /// <summary>True while the desired state waits for a person: Looker keeps what it has.</summary>
    public bool IsHeld => SyncState == SyncState.Held;

    /// <summary>The desired state is what Looker has, or needs nothing there.</summary>
    public void BecomeSettled(SyncState state = SyncState.Applied)
    {
        AppliedGeneration = DesiredGeneration;
        Due = DueKind.None;
        SyncState = state;
        Attempts = 0;
        NotBefore = 0;
        SyncError = null;
        DueSince = null;
    }

    /// <summary>True while a claim runs or was abandoned: what it did in Looker is not known yet.</summary>
    public bool IsClaimed => LeaseOwner is not null;

    /// <summary>True while a call to Looker may take effect that nothing is known of.</summary>
    public bool IsUncertain => IsClaimed || LookAgainAt is not null;
}
