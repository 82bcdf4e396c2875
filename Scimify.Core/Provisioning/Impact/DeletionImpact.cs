namespace Scimify.Core.Provisioning.Impact;

/// <summary>What Looker would lose if SCIM permanently deleted everybody whom it may delete.</summary>
/// <param name="People">Managed people who can be deleted from now on, without those whose deletion is waiting.</param>
/// <param name="Waiting">Deletions that were requested and not carried out yet. These accounts would be deleted instead of disabled.</param>
/// <param name="AlreadyDisabled">Accounts that earlier deletions disabled. They stay.</param>
/// <param name="ProtectedPeople">Managed people whose accounts SCIM may not touch.</param>
/// <param name="Owners">How many of the first two own content or schedules.</param>
/// <param name="Looks">Their Looks, which would go to Looker's trash.</param>
/// <param name="PublicLooks">Looks whose public address would stop working.</param>
/// <param name="Schedules">Their schedules, and those of their content, which would be deleted.</param>
/// <param name="SchedulesOfOthers">Those of the schedules that belong to somebody else.</param>
/// <param name="Largest">The people who would leave the largest gaps, at most five.</param>
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
/// <param name="ScimId">The user's SCIM ID. If the deletion is waiting, the ID that the user had.</param>
public sealed record DeletionLoss(Guid ScimId, string Name, string LookerId, int Looks, int Dashboards, int Schedules);

/// <summary>The people whom a deletion can concern, by situation.</summary>
public sealed record DeletionCounts(long People, long Waiting, long AlreadyDisabled, long ProtectedPeople);

/// <summary>Somebody whose account can be deleted.</summary>
public sealed record DeletablePerson(Guid ScimId, string Name);

/// <summary>Finds the people whom a deletion can concern. Implemented in <c>Persistence</c>, the same on both databases.</summary>
public interface IDeletionImpactStore
{
    Task<DeletionCounts> CountAsync(int integrationKey, CancellationToken ct);

    /// <summary>Those of the accounts that can be deleted, by Looker ID.</summary>
    Task<IReadOnlyDictionary<string, DeletablePerson>> DeletableAsync(int integrationKey, IReadOnlyCollection<string> lookerIds, CancellationToken ct);
}
