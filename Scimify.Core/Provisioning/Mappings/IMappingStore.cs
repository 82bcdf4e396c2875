using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Mappings;

/// <summary>Where mappings are kept. Implemented in <c>Persistence</c>, same on both databases.</summary>
public interface IMappingStore
{
    Task<StoredMappings> ReadAsync(int integrationKey, CancellationToken ct);

    /// <summary>The SCIM groups that there are of these.</summary>
    Task<IReadOnlyDictionary<Guid, (long Key, string Name)>> GroupsAsync(int integrationKey, IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>Users after a key, in the order of keys, with their JSON.</summary>
    Task<IReadOnlyList<StoredUser>> UsersAsync(int integrationKey, long after, int most, CancellationToken ct);

    /// <summary>Replaces the mappings. Roles become due; users follow by <see cref="SweepAsync"/>.</summary>
    /// <returns>False: nothing changed, and nothing was written.</returns>
    /// <exception cref="Requests.ConflictException">They are not of the version any more that the caller has read, or a group is there no more.</exception>
    Task<bool> SaveAsync(int integrationKey, CheckedMappings mappings, Func<StoredMappings, AuditEntry> audit, CancellationToken ct);

    /// <summary>Brings some users to the mappings of their integration, in one transaction, so that it goes on after a crash.</summary>
    /// <returns>The integration; null when nothing is left to do.</returns>
    Task<int?> SweepAsync(CancellationToken ct);
}

/// <param name="IsSweeping">Not all users have been brought to the mappings yet.</param>
public sealed record StoredMappings(long Version, MappingSet Attributes, IReadOnlyList<StoredRole> Roles, bool IsSweeping);

/// <param name="State">Of the role's whole list.</param>
/// <param name="Error">Why the last attempt at it failed.</param>
public sealed record StoredRole(long GroupKey, Guid GroupId, string GroupName, string RoleId, string RoleName, SyncState State, string? Error);
