using Scimify.Core.Audit;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Reconcilers;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>
/// What a comparison sees of roles, for the access history. Looker says which roles a group gives, and which roles an account has
/// in all. Those that none of its groups gives are its own.
/// </summary>
/// <remarks>A group in a group is not read, so a role that comes through the outer group counts as the account's own.</remarks>
/// <param name="accounts">Has read Looker's roles when it met the first account with one.</param>
/// <param name="generations">From before Looker was read.</param>
internal sealed class RoleHistory(
    IDriftStore store, LookerClient looker, ProtectedAccounts accounts, ReconcileRun run, IReadOnlyDictionary<string, long> generations)
{
    private readonly Dictionary<string, IReadOnlyList<LookerRole>> _ofGroups = [];
    private readonly Dictionary<string, LookerRole> _roles = [];
    private readonly Dictionary<string, string> _ids = [];
    private readonly List<(long Key, string[] RoleIds, string[] GroupIds)> _people = [];
    private bool _knowsAll;

    /// <summary>Kept until the groups are known: people are read first, because nothing comes before their access.</summary>
    /// <param name="page">Accounts in Looker.</param>
    /// <param name="users">Those of SCIM users, by the account's ID.</param>
    public void Saw(IReadOnlyList<LookerUser> page, IReadOnlyDictionary<string, ManagedUser> users)
    {
        foreach (var account in page)
        {
            if (users.TryGetValue(account.Id, out var user))
            {
                _people.Add((user.Key, Once(account.RoleIds), Once(account.GroupIds)));
            }
        }
    }

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

    /// <summary>Call it when all groups have been seen.</summary>
    public async Task RecordPeopleAsync(CancellationToken ct)
    {
        foreach (var some in _people.Chunk(LookerClient.PageSize))
        {
            var found = new Dictionary<long, IReadOnlyCollection<LookerRole>>();
            foreach (var (key, roleIds, groupIds) in some)
            {
                var own = roleIds.Where(id => !groupIds.Any(group => _ofGroups.GetValueOrDefault(group)?.Any(role => role.Id == id) == true)).ToList();
                found[key] = own.Count == 0 ? [] : await NamedAsync(own, ct);
            }

            await store.RecordRolesAsync(run, new(AccessDetailKind.PersonRole, generations, found), ct);
        }
    }

    /// <summary>One text for each ID, however many people have it.</summary>
    private string[] Once(IReadOnlyList<string> ids)
    {
        var known = new string[ids.Count];
        for (var i = 0; i < ids.Count; i++)
        {
            known[i] = _ids.TryGetValue(ids[i], out var id) ? id : _ids[ids[i]] = ids[i];
        }

        return known;
    }

    private async Task<IReadOnlyCollection<LookerRole>> NamedAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        if (!_knowsAll && ids.Any(id => !_roles.ContainsKey(id)))
        {
            _knowsAll = true;
            foreach (var role in await accounts.RolesAsync(looker, ct))
            {
                _roles[role.Id] = role;
            }
        }

        return [.. ids.Where(_roles.ContainsKey).Select(id => _roles[id])];
    }
}
