using Scimify.Core.Audit;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>
/// What a comparison sees of roles, for the access history. Looker says which roles a group gives, and which roles an account has
/// in all. Those that none of its groups gives are its own.
/// </summary>
/// <remarks>A group in a group is not read, so a role that comes through the outer group counts as the account's own.</remarks>
/// <param name="generations">From before Looker was read.</param>
internal sealed class RoleHistory(IDriftStore store, LookerClient looker, ReconcileRun run, IReadOnlyDictionary<string, long> generations)
{
    private readonly Dictionary<string, IReadOnlyList<LookerRole>> _ofGroups = [];
    private readonly Dictionary<string, LookerRole> _roles = [];
    private bool _knowsAll;

    /// <param name="groupId">Looker's ID.</param>
    /// <param name="roles">The roles that it gives.</param>
    public void Saw(string groupId, IReadOnlyList<LookerRole> roles)
    {
        _ofGroups[groupId] = roles;
        foreach (var role in roles)
        {
            _roles[role.Id] = role;
        }
    }

    /// <summary>What is missing in Looker has no roles; that is found elsewhere.</summary>
    public async Task RecordGroupsAsync(IEnumerable<ManagedGroup> groups, CancellationToken ct)
    {
        foreach (var some in groups.Where(g => _ofGroups.ContainsKey(g.LookerId)).Chunk(LookerClient.PageSize))
        {
            await store.RecordRolesAsync(
                run, new(AccessDetailKind.GroupRole, generations, some.ToDictionary(g => g.Key, g => (IReadOnlyCollection<LookerRole>)_ofGroups[g.LookerId])), ct);
        }
    }

    /// <param name="page">Accounts in Looker.</param>
    /// <param name="users">Those of SCIM users, by the account's ID.</param>
    /// <param name="ct">Stops before the next call.</param>
    public async Task RecordPeopleAsync(IReadOnlyList<LookerUser> page, IReadOnlyDictionary<string, ManagedUser> users, CancellationToken ct)
    {
        var found = new Dictionary<long, IReadOnlyCollection<LookerRole>>();
        foreach (var account in page)
        {
            if (users.TryGetValue(account.Id, out var user))
            {
                var own = account.RoleIds.Where(id => !account.GroupIds.Any(group => _ofGroups.GetValueOrDefault(group)?.Any(role => role.Id == id) == true)).ToList();
                found[user.Key] = own.Count == 0 ? [] : await NamedAsync(own, ct);
            }
        }

        if (found.Count > 0)
        {
            await store.RecordRolesAsync(run, new(AccessDetailKind.PersonRole, generations, found), ct);
        }
    }

    private async Task<IReadOnlyCollection<LookerRole>> NamedAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        if (!_knowsAll && ids.Any(id => !_roles.ContainsKey(id)))
        {
            _knowsAll = true;
            foreach (var role in await looker.ListRolesAsync(ct))
            {
                _roles[role.Id] = role;
            }
        }

        return [.. ids.Where(_roles.ContainsKey).Select(id => _roles[id])];
    }
}
