using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Provisioning.Adoption;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>Comparisons and what they found. Implemented in <c>Persistence</c>, same on both databases.</summary>
public interface IDriftStore
{
    /// <returns>
    /// The run that is under way already, or the new one; the new one repairs where asked to. An inventory is kept by one that
    /// nobody has begun yet.
    /// </returns>
    Task<ReconcileRun> StartAsync(int organizationKey, int integrationKey, bool repair, bool inventory, AuditEntry? audit, CancellationToken ct);

    /// <summary>Starts runs for live integrations whose last one began before the given time, as far as their <see cref="CallBudget"/> lets background work go on.</summary>
    Task ScheduleAsync(DateTimeOffset before, CancellationToken ct);

    Task<ReconcileRun?> RunAsync(int integrationKey, Guid id, CancellationToken ct);

    /// <summary>Takes a run that nobody works on; null when there is none.</summary>
    Task<(ReconcileRun Run, Integration Integration)?> ClaimAsync(string node, DateTimeOffset until, CancellationToken ct);

    /// <summary>Ends all leases: for the start of the only process on this database.</summary>
    Task EndForeignLeasesAsync(CancellationToken ct);

    /// <summary>Writes down how far it is and keeps the lease.</summary>
    /// <returns>False when the lease is lost.</returns>
    Task<bool> ProgressAsync(ReconcileRun run, DateTimeOffset until, CancellationToken ct);

    /// <summary>Findings that are new come in, those that are known stay with what was said of them.</summary>
    Task RecordAsync(ReconcileRun run, IReadOnlyCollection<DriftFinding> findings, CancellationToken ct);

    /// <summary>What was read goes into the inventory, or takes the place of what was there.</summary>
    Task RecordAsync(IReadOnlyCollection<InventoryItem> items, CancellationToken ct);

    /// <summary>Ends the run: what it did not see is no more, and what it may repair becomes due.</summary>
    Task FinishAsync(ReconcileRun run, string? error, CancellationToken ct);

    Task<int> CountManagedAsync(int integrationKey, CancellationToken ct);

    /// <summary>The groups that have one in Looker, by its id.</summary>
    Task<IReadOnlyDictionary<string, ManagedGroup>> GroupsAsync(int integrationKey, CancellationToken ct);

    /// <summary>The users who have these accounts, by the account's id, with their places in groups.</summary>
    Task<IReadOnlyDictionary<string, ManagedUser>> UsersAsync(int integrationKey, IReadOnlyCollection<string> lookerIds, CancellationToken ct);

    /// <summary>Writes down who has become protected in Looker, and who is no longer; nothing where the account is another by now.</summary>
    Task ProtectAsync(IReadOnlyCollection<(long UserKey, string LookerId, Protection Protection)> users, CancellationToken ct);

    /// <summary>Account ids of users after a key, in the order of keys.</summary>
    Task<IReadOnlyList<(long Key, string LookerId)>> LinkedUsersAsync(int integrationKey, long after, int most, CancellationToken ct);

    /// <summary>The roles that groups are mapped to.</summary>
    Task<IReadOnlyList<ManagedRole>> RolesAsync(int integrationKey, CancellationToken ct);

    /// <summary>The next active users whose attributes are to be compared; from the first again after the last.</summary>
    Task<IReadOnlyList<ManagedAttributes>> NextAttributesAsync(int integrationKey, int most, CancellationToken ct);

    /// <summary>Null when the user has gone or is a leaver.</summary>
    Task<ManagedAttributes?> AttributesAsync(long userKey, CancellationToken ct);

    /// <summary>What was known of these users and was not seen now is no more; the next comparison goes on behind them.</summary>
    /// <param name="isEnd">There were no more: it begins anew.</param>
    Task AttributesComparedAsync(ReconcileRun run, IReadOnlyList<long> userKeys, bool isEnd, CancellationToken ct);

    /// <summary>Null when there is none, or it was repaired meanwhile.</summary>
    Task<DriftItem?> FindAsync(int integrationKey, Guid id, CancellationToken ct);

    /// <summary>Makes due what puts Looker right, and takes the item away.</summary>
    Task RepairAsync(DriftItem item, AuditEntry audit, CancellationToken ct);

    Task SayAsync(DriftItem item, DriftState state, AuditEntry audit, CancellationToken ct);
}
