using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>The rows as their own queue. Implemented in <c>Persistence</c>, the same on both databases.</summary>
public interface ISyncStore
{
    /// <summary>All integrations that are not deleted.</summary>
    Task<IReadOnlyList<Integration>> IntegrationsAsync(CancellationToken ct);

    /// <summary>Null if it was deleted.</summary>
    Task<Integration?> IntegrationAsync(int integrationKey, CancellationToken ct);

    /// <summary>Claims what is due: removals of access first, then users, groups, memberships and roles, oldest first.</summary>
    /// <param name="integrationKey">The integration.</param>
    /// <param name="most">The maximum number of rows.</param>
    /// <param name="mostWithBackground">Rows that nobody waits for are claimed only up to this total.</param>
    /// <param name="node">The start of the lease's name.</param>
    /// <param name="until">When the lease ends.</param>
    Task<ClaimResult> ClaimAsync(int integrationKey, int most, int mostWithBackground, string node, DateTimeOffset until, CancellationToken ct);

    /// <summary>From now on, what SCIM writes make due, and what waits for a place that a completion frees, is claimed in the same transaction.</summary>
    /// <param name="offers">The offer for an integration, to which rows may have been added (true) or of which one was completed; null for none. Called on the writer's thread.</param>
    void FollowWrites(Func<int, bool, ClaimOffer?> offers);

    /// <summary>Records what was learned in the middle of an attempt, before the next call is made.</summary>
    /// <returns>False if the lease is lost. The attempt must then end without another call.</returns>
    Task<bool> JournalUserAsync(SyncClaim.User claim, Action<ScimUserRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct);

    /// <inheritdoc cref="JournalUserAsync"/>
    Task<bool> JournalGroupAsync(SyncClaim.Group claim, Action<ScimGroupRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct);

    /// <inheritdoc cref="JournalUserAsync"/>
    Task<bool> JournalRoleAsync(SyncClaim.Role claim, Action<LookerRoleRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct);

    /// <summary>
    /// Records facts and outcome, and ends the lease. The row is settled only if its generation is the one that was claimed;
    /// otherwise it stays due. What waited for this row becomes due.
    /// </summary>
    /// <param name="retryAt">For <see cref="SyncOutcome.Retry"/> and <see cref="SyncOutcome.CredentialsRejected"/>.</param>
    Task<Completion> CompleteAsync(SyncClaim claim, SyncFacts facts, SyncOutcome outcome, DateTimeOffset retryAt, IReadOnlyList<LookerEffect> effects, CancellationToken ct);

    /// <summary>Whether the claim's lease is still the row's. If a completion is in doubt, that tells whether it was carried out.</summary>
    /// <param name="effects">The calls that the completion was to record.</param>
    Task<bool> HoldsAsync(SyncClaim claim, IReadOnlyList<LookerEffect> effects, CancellationToken ct);

    /// <returns>Those of the claims whose rows are to take access away by now, which they can do only once the claim has ended.</returns>
    Task<IReadOnlyList<SyncClaim>> KeptFromRemovalAsync(IReadOnlyList<SyncClaim> claims, CancellationToken ct);

    /// <summary>Another SCIM user of the integration who has this Looker user; null if nobody has.</summary>
    Task<AccountOwner?> OwnerOfLookerUserAsync(int integrationKey, string lookerUserId, long exceptUserKey, CancellationToken ct);

    /// <summary>Somebody whom Entra has marked as deleted gives up the address that the account has kept, and gets the one with the mark.</summary>
    /// <param name="lookerUserId">The account that has the address.</param>
    /// <param name="email">The address that somebody else is to have.</param>
    /// <returns>False if the account belongs to nobody like that.</returns>
    Task<bool> GiveAddressUpAsync(int integrationKey, string lookerUserId, string email, CancellationToken ct);

    /// <summary>Whether another SCIM group of the integration has this Looker group.</summary>
    Task<bool> IsLookerGroupOwnedAsync(int integrationKey, string lookerGroupId, long exceptGroupKey, CancellationToken ct);

    /// <summary>What the row that has this object in Looker is about to do with its address or name.</summary>
    /// <param name="kind">User or group.</param>
    /// <param name="value">The address or name that it has.</param>
    Task<OwnerMove> MoveOfOwnerAsync(RowKind kind, int integrationKey, string lookerId, string value, long exceptKey, CancellationToken ct);

    /// <summary>Whether the row that has this object in Looker waits for this address or name, itself or through others.</summary>
    /// <param name="kind">User or group.</param>
    /// <param name="lookerId">The owner of what this row wants.</param>
    /// <param name="value">What this row has.</param>
    Task<bool> IsAwaitedByAsync(RowKind kind, int integrationKey, string lookerId, string value, long exceptKey, CancellationToken ct);

    /// <summary>An account was found missing: the user has to be made again, with its memberships. Nothing when it was already.</summary>
    Task OrphanUserAsync(int integrationKey, long userKey, string lookerUserId, CancellationToken ct);

    /// <summary>A group is missing: it has to be created again, with its members. Does nothing if that has been noted already.</summary>
    Task OrphanGroupAsync(int integrationKey, long groupKey, string lookerGroupId, CancellationToken ct);

    Task SetHealthAsync(int integrationKey, IntegrationHealth health, string? detail, CancellationToken ct);

    /// <summary>For a database that only this process uses: ends the claims of the process before it.</summary>
    Task EndForeignLeasesAsync(CancellationToken ct);

    /// <summary>Ends this node's leases that nobody works under, because the database was away when they were to be taken or to end.</summary>
    /// <param name="node">The start of the leases' names.</param>
    /// <param name="inUse">The names of the leases that somebody works under.</param>
    /// <param name="effects">Calls that have not been recorded.</param>
    Task EndIdleLeasesAsync(int integrationKey, string node, IReadOnlyCollection<string> inUse, IReadOnlyList<LookerEffect> effects, CancellationToken ct);

    /// <summary>Names what waits: planned in plan mode, pending in the others.</summary>
    Task NameWaitingAsync(int integrationKey, IntegrationMode mode, CancellationToken ct);

    /// <summary>Looker is back: what waits for it is due at once, whatever its own back-off was. What Looker refused keeps its own time.</summary>
    Task HastenAsync(int integrationKey, CancellationToken ct);

    Task AddCallsAsync(IReadOnlyList<LookerCallCount> counts, CancellationToken ct);
}

/// <summary>What the end of an attempt leaves behind.</summary>
public enum Completion
{
    /// <summary>Somebody else works on the row, or has: nothing was recorded.</summary>
    LeaseLost,

    /// <summary>The row, or what waited for it, is due or will be.</summary>
    LeavesWork,

    /// <summary>The row is done, and nothing waited for it.</summary>
    Done,
}

/// <summary>What whoever has an address or a name in Looker is about to do.</summary>
public enum OwnerMove
{
    /// <summary>Keeps it, or is none of ours.</summary>
    Stays,

    /// <summary>Is to have another one, and was refused it.</summary>
    WouldMove,

    /// <summary>Is on the way to another one.</summary>
    Moves,

    /// <summary>Has another one by now, as far as is known: Looker was asked a moment too early.</summary>
    HasMoved,
}

/// <param name="Claims">What this node works on now.</param>
/// <param name="NextAt">When the next row becomes due; null if none will on its own.</param>
public sealed record ClaimResult(IReadOnlyList<SyncClaim> Claims, DateTimeOffset? NextAt);

/// <summary>What an attempt learned about Looker. It is true whatever the outcome.</summary>
public sealed record SyncFacts
{
    public static readonly SyncFacts None = new();

    public Action<ScimUserRow>? User { get; init; }

    public Action<ScimGroupRow>? Group { get; init; }

    public Action<LookerRoleRow>? Role { get; init; }

    public AppliedMembership? Membership { get; init; }

    /// <summary>When an unanswered call can no longer take effect; null if every call was answered.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>The attempt followed one of another server, which fell silent at work.</summary>
    public bool IsTakenOver { get; init; }

    /// <summary>When nothing of that server can arrive any longer; null if there was none.</summary>
    public DateTimeOffset? LastLookAt { get; init; }

    /// <summary>The row has done its work and is deleted, with its memberships.</summary>
    public bool IsGone { get; init; }
}
