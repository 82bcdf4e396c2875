namespace Scimify.Core.Provisioning.Impact;

/// <summary>What would be lost in Looker if SCIM deleted, for good, everybody whom it may delete.</summary>
/// <param name="People">Managed people who can be deleted from now on; those whose deletion waits are not among them.</param>
/// <param name="Waiting">Deletions that were asked for and are not carried out yet: these accounts would be deleted, not disabled.</param>
/// <param name="AlreadyDisabled">Accounts that earlier deletions disabled: they stay.</param>
/// <param name="ProtectedPeople">Managed people whose accounts SCIM may not touch.</param>
/// <param name="Owners">How many of the first two own content or schedules.</param>
/// <param name="Looks">Theirs, as the next ones; they would go to Looker's trash.</param>
/// <param name="PublicLooks">Looks whose public address would stop to work.</param>
/// <param name="Schedules">Schedules of theirs or of their content, which would be deleted.</param>
/// <param name="SchedulesOfOthers">Those of them that belong to somebody else.</param>
/// <param name="Largest">Who would leave the largest gaps, at most five.</param>
public sealed record DeletionImpact(
    long People,
    long Waiting,
    long AlreadyDisabled,
    long ProtectedPeople,
    int Owners,
    int Looks,
    int Dashboards,
    int PublicLooks,
    int Schedules,
    int SchedulesOfOthers,
    IReadOnlyList<DeletionLoss> Largest);

/// <summary>What one person owns in Looker.</summary>
/// <param name="ScimId">Of the user; of one whose deletion waits, the id that the user had.</param>
public sealed record DeletionLoss(Guid ScimId, string Name, string LookerId, int Looks, int Dashboards, int Schedules);

/// <summary>Whom a deletion can concern, by how it stands with them.</summary>
public sealed record DeletionCounts(long People, long Waiting, long AlreadyDisabled, long ProtectedPeople);

/// <summary>Somebody whose account can be deleted.</summary>
public sealed record DeletablePerson(Guid ScimId, string Name);

/// <summary>Whom a deletion can concern. Implemented in <c>Persistence</c>, same on both databases.</summary>
public interface IDeletionImpactStore
{
    Task<DeletionCounts> CountAsync(int integrationKey, CancellationToken ct);

    /// <summary>Those of the accounts that can be deleted, by Looker id.</summary>
    Task<IReadOnlyDictionary<string, DeletablePerson>> DeletableAsync(int integrationKey, IReadOnlyCollection<string> lookerIds, CancellationToken ct);
}
