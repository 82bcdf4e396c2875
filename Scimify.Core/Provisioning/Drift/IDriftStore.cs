using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Adoption;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>Stores comparisons and what they found. Implemented in <c>Persistence</c>, the same on both databases.</summary>
public interface IDriftStore
{
    /// <returns>
    /// The run that is under way already, or a new one, which repairs if requested. A run that nobody has started yet can still be
    /// told to keep an inventory.
    /// </returns>
    Task<ReconcileRun> StartAsync(int organizationKey, int integrationKey, bool repair, bool inventory, AuditEntry? audit, CancellationToken ct);

    /// <summary>Starts runs for live integrations whose last run began before the given time, if their <see cref="CallBudget"/> allows background work.</summary>
    Task ScheduleAsync(DateTimeOffset before, CancellationToken ct);

    Task<ReconcileRun?> RunAsync(int integrationKey, Guid id, CancellationToken ct);

    /// <summary>Claims a run that nobody works on; null if there is none.</summary>
    Task<(ReconcileRun Run, Integration Integration)?> ClaimAsync(string node, DateTimeOffset until, CancellationToken ct);

    /// <summary>Ends all leases. For the start of the only process on this database.</summary>
    Task EndForeignLeasesAsync(CancellationToken ct);

    /// <summary>Records the progress and renews the lease.</summary>
    /// <returns>False if the lease is lost.</returns>
    Task<bool> ProgressAsync(ReconcileRun run, DateTimeOffset until, CancellationToken ct);

    /// <summary>Adds new findings. Known ones keep what people decided about them.</summary>
    Task RecordAsync(ReconcileRun run, IReadOnlyCollection<DriftFinding> findings, CancellationToken ct);

    /// <summary>Adds to the inventory what was read, or replaces what was there.</summary>
    Task RecordAsync(IReadOnlyCollection<InventoryItem> items, CancellationToken ct);

    /// <summary>Ends the run: deletes what it did not find again, and makes due what it may repair.</summary>
    Task FinishAsync(ReconcileRun run, string? error, CancellationToken ct);

    Task<int> CountManagedAsync(int integrationKey, CancellationToken ct);

    /// <summary>The groups with a Looker group, by its Looker ID.</summary>
    Task<IReadOnlyDictionary<string, ManagedGroup>> GroupsAsync(int integrationKey, CancellationToken ct);

    /// <summary>The users with these accounts, by the account's ID, with their memberships.</summary>
    Task<IReadOnlyDictionary<string, ManagedUser>> UsersAsync(int integrationKey, IReadOnlyCollection<string> lookerIds, CancellationToken ct);

    /// <summary>Records who has become protected in Looker, and who no longer is. Does nothing if the user has another account by now.</summary>
    Task ProtectAsync(IReadOnlyCollection<(long UserKey, string LookerId, Protection Protection)> users, CancellationToken ct);

    /// <summary>Those of the leavers whom SCIM has deleted need a row no longer: Looker has no account of theirs. Their rows become due, and go.</summary>
    Task ForgetDeletedAsync(int integrationKey, IReadOnlyCollection<ManagedUser> leavers, CancellationToken ct);

    /// <summary>The account IDs of users after a key, in the order of keys.</summary>
    Task<IReadOnlyList<(long Key, string LookerId)>> LinkedUsersAsync(int integrationKey, long after, int most, CancellationToken ct);

    /// <summary>The roles that groups are mapped to.</summary>
    Task<IReadOnlyList<ManagedRole>> RolesAsync(int integrationKey, CancellationToken ct);

    /// <summary>How often each role that Scimify manages has been asked for, by Looker's ID; negative while the engine is about to write its list.</summary>
    Task<IReadOnlyDictionary<string, long>> RoleGenerationsAsync(int integrationKey, CancellationToken ct);

    /// <summary>Tells the access history which roles Looker gives, dated by this finding. Writes nothing if it knows.</summary>
    Task RecordRolesAsync(ReconcileRun run, FoundRoles found, CancellationToken ct);

    /// <summary>Whether SCIM lists roles of the integration's Looker.</summary>
    Task<bool> ListsRolesAsync(int integrationKey, CancellationToken ct);

    /// <summary>
    /// Brings the roles that SCIM lists to those that Looker has. Writes only what differs, and nothing if the run is another
    /// server's by now, or the integration has another Looker.
    /// </summary>
    /// <param name="run">The comparison that read them.</param>
    /// <param name="looker">Where it read them.</param>
    /// <param name="roles">All roles of that Looker.</param>
    /// <param name="ct">Stops before the write.</param>
    Task ListRolesAsync(ReconcileRun run, Uri looker, IReadOnlyCollection<LookerRole> roles, CancellationToken ct);

    /// <summary>The next active users whose attributes should be compared. After the last it starts again with the first.</summary>
    Task<IReadOnlyList<ManagedAttributes>> NextAttributesAsync(int integrationKey, int most, CancellationToken ct);

    /// <summary>Null if the user is gone, or is a leaver.</summary>
    Task<ManagedAttributes?> AttributesAsync(long userKey, CancellationToken ct);

    /// <summary>Deletes the known findings about these users that were not found again. The next comparison continues after them.</summary>
    /// <param name="isEnd">These were the last users, so it starts again.</param>
    Task AttributesComparedAsync(ReconcileRun run, IReadOnlyList<long> userKeys, bool isEnd, CancellationToken ct);

    /// <summary>Null if there is none, or it has been repaired meanwhile.</summary>
    Task<DriftItem?> FindAsync(int integrationKey, Guid id, CancellationToken ct);

    /// <summary>Makes due what corrects Looker, and deletes the item.</summary>
    Task RepairAsync(DriftItem item, AuditEntry audit, CancellationToken ct);

    Task SayAsync(DriftItem item, DriftState state, AuditEntry audit, CancellationToken ct);
}
