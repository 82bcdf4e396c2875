using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Mappings;

/// <summary>Stores mappings. Implemented in <c>Persistence</c>, the same on both databases.</summary>
public interface IMappingStore
{
    Task<StoredMappings> ReadAsync(int integrationKey, CancellationToken ct);

    /// <summary>Those of the SCIM groups that exist.</summary>
    Task<IReadOnlyDictionary<Guid, (long Key, string Name)>> GroupsAsync(int integrationKey, IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>Users after a key, in the order of keys, with their JSON.</summary>
    Task<IReadOnlyList<StoredUser>> UsersAsync(int integrationKey, long after, int most, CancellationToken ct);

    /// <summary>Replaces the mappings. Roles become due, and <see cref="SweepAsync"/> brings the users along.</summary>
    /// <returns>False if nothing changed, and nothing was written.</returns>
    /// <exception cref="Requests.ConflictException">The mappings are no longer the version that the caller has read, or a group no longer exists.</exception>
    Task<bool> SaveAsync(int integrationKey, CheckedMappings mappings, Func<StoredMappings, AuditEntry> audit, CancellationToken ct);

    /// <summary>Applies the mappings of an integration to some users in one transaction, so that it can continue after a crash.</summary>
    /// <returns>The integration; null if nothing is left to do.</returns>
    Task<int?> SweepAsync(CancellationToken ct);
}

/// <param name="IsSweeping">Whether some users do not have the mappings yet.</param>
public sealed record StoredMappings(long Version, MappingSet Attributes, IReadOnlyList<StoredRole> Roles, bool IsSweeping);

/// <param name="State">The state of the role's whole list.</param>
/// <param name="Error">Why the last attempt at it failed.</param>
public sealed record StoredRole(long GroupKey, Guid GroupId, string GroupName, string RoleId, string RoleName, SyncState State, string? Error);
