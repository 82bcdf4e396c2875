using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Reconcilers;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>
/// Compares a whole integration with its Looker in bulk. It takes about one call for every 500 users or groups, and one more for
/// every 100 people who seem to differ. Each mapped role costs a call, and so do a few accounts' attributes.
/// </summary>
/// <remarks>
/// A page of Looker's users is old by the time it is compared: a SCIM write may have come in between. So the first pass only
/// suspects. Suspects are read again from SCIM, from Looker, and from SCIM. If SCIM says the same twice, what Looker said in
/// between counts.
/// </remarks>
/// <param name="attributeReads">How many accounts' attribute values are read. Each costs a call.</param>
internal sealed class Reconciler(
    IDriftStore store, LookerClient looker, ProtectedAccounts accounts, ReconcileRun run, int attributeReads, Func<CancellationToken, Task> progress)
{
    private const int AtOnce = 100;

    /// <summary>Their members are gone with them, and will come back with them.</summary>
    private readonly HashSet<string> _missingGroups = [];
    private readonly HashSet<long?> _missingGroupKeys = [];
    private readonly HashSet<string> _seenUsers = [];

    public async Task RunAsync(CancellationToken ct)
    {
        run.Total = await store.CountManagedAsync(run.IntegrationKey, ct);
        var roles = new RoleHistory(store, looker, accounts, run, await store.RoleGenerationsAsync(run.IntegrationKey, ct));
        var others = await CompareAccessAsync(roles, ct);
        await ListRolesAsync(ct);
        await CompareGroupsAsync(roles, ct);
        await CompareOthersAsync(others, ct);
        await CompareRolesAsync(ct);
        await CompareAttributesAsync(ct);
        await roles.RecordPeopleAsync(ct);
    }

    /// <summary>
    /// For <c>/Roles</c>. The roles are read already if an account of a SCIM user has one. If none has, a call for them is made
    /// only where some are listed, because they may be gone.
    /// </summary>
    private async Task ListRolesAsync(CancellationToken ct)
    {
        if (accounts.HasReadRoles || await store.ListsRolesAsync(run.IntegrationKey, ct))
        {
            await store.ListRolesAsync(run, looker.Connection.BaseUrl, await accounts.RolesAsync(looker, ct), ct);
        }
    }

    private async Task CompareGroupsAsync(RoleHistory roles, CancellationToken ct)
    {
        var before = await store.GroupsAsync(run.IntegrationKey, ct);
        var actual = new Dictionary<string, LookerGroup>();
        await foreach (var page in looker.ListGroupsWithRolesAsync(ct))
        {
            foreach (var (group, its) in page)
            {
                actual[group.Id] = group;
                roles.Saw(group.Id, its);
            }

            if (run.Inventory)
            {
                await store.RecordAsync([.. page.Select(g => InventoryItem.Of(run.IntegrationKey, g.Group, run.Key))], ct);
            }

            await progress(ct);
        }

        await roles.RecordGroupsAsync(before.Values, ct);
        var after = await store.GroupsAsync(run.IntegrationKey, ct);
        var findings = new List<DriftFinding>();
        foreach (var wanted in after.Values.Where(g => g == before.GetValueOrDefault(g.LookerId)))
        {
            var group = actual.GetValueOrDefault(wanted.LookerId) ?? await ConfirmMissingAsync(wanted.LookerId, ct);
            findings.AddRange(DriftComparison.OfGroup(wanted, group));
            if (group is null)
            {
                _missingGroups.Add(wanted.LookerId);
                _missingGroupKeys.Add(wanted.Key);
            }
        }

        run.Done += after.Count;
        await RecordAsync(findings, ct);
    }

    /// <summary>If groups are deleted while the pages are read, others can be missed.</summary>
    private async Task<LookerGroup?> ConfirmMissingAsync(string groupId, CancellationToken ct)
    {
        try
        {
            return await looker.GetGroupAsync(groupId, ct);
        }
        catch (LookerNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Who can sign in comes first, for all people. What else differs is left for later.</summary>
    /// <returns>The people with other differences.</returns>
    private async Task<IReadOnlyList<(string LookerId, IReadOnlyList<DriftFinding> Findings)>> CompareAccessAsync(RoleHistory roles, CancellationToken ct)
    {
        var others = new List<(string, IReadOnlyList<DriftFinding>)>();
        var groups = await GroupsAsync(ct);
        await foreach (var page in looker.ListUsersAsync(ct))
        {
            _seenUsers.UnionWith(page.Select(u => u.Id));
            var users = await store.UsersAsync(run.IntegrationKey, [.. page.Select(u => u.Id)], ct);
            var found = page.Select(actual => (actual.Id, Findings: Compare(users.GetValueOrDefault(actual.Id), actual, groups).ToList())).ToList();
            await ProtectAsync(page, users, ct);
            await KeepAsync(page, ct);
            roles.Saw(page, users);
            await ConfirmAsync([.. found.Where(f => f.Findings.Exists(IsAccess)).Select(f => f.Id)], IsAccess, ct);
            others.AddRange(found.Select(f => (f.Id, (IReadOnlyList<DriftFinding>)f.Findings.FindAll(IsOther))).Where(f => f.Item2.Count > 0));
            run.Done += users.Count;
            await progress(ct);
        }

        return others;
    }

    private async Task CompareOthersAsync(IReadOnlyList<(string LookerId, IReadOnlyList<DriftFinding> Findings)> others, CancellationToken ct)
    {
        await ConfirmAsync([.. others.Where(o => o.Findings.Any(f => !_missingGroupKeys.Contains(f.GroupKey))).Select(o => o.LookerId)], IsOther, ct);
        long after = 0;
        while (await store.LinkedUsersAsync(run.IntegrationKey, after, LookerClient.PageSize, ct) is { Count: > 0 } linked)
        {
            await ConfirmAsync([.. linked.Select(l => l.LookerId).Where(id => !_seenUsers.Contains(id))], _ => true, ct);
            after = linked[^1].Key;
        }

        run.Done = run.Total;
    }

    private static bool IsAccess(DriftFinding finding) => finding.Kind is DriftKind.UserEnabled or DriftKind.UserDisabled;

    private static bool IsOther(DriftFinding finding) => !IsAccess(finding);

    /// <summary>Somebody who has become an administrator is protected from now on.</summary>
    private async Task ProtectAsync(IReadOnlyList<LookerUser> page, IReadOnlyDictionary<string, ManagedUser> users, CancellationToken ct)
    {
        var changed = new List<(long, string, Protection)>();
        foreach (var actual in page)
        {
            if (users.TryGetValue(actual.Id, out var user)
                && await accounts.OfAsync(looker, actual, ct) is var protection && protection != (user.Protection & ~Protection.Listed))
            {
                changed.Add((user.Key, actual.Id, protection));
            }
        }

        if (changed.Count > 0)
        {
            await store.ProtectAsync(changed, ct);
        }
    }

    private async Task KeepAsync(IReadOnlyList<LookerUser> page, CancellationToken ct)
    {
        if (run.Inventory)
        {
            var items = new List<InventoryItem>();
            foreach (var user in page)
            {
                items.Add(InventoryItem.Of(run.IntegrationKey, user, await accounts.OfAsync(looker, user, ct), run.Key));
            }

            await store.RecordAsync(items, ct);
        }
    }

    /// <param name="suspects">Looker IDs.</param>
    /// <param name="counts">Which differences are recorded.</param>
    /// <param name="ct">Stops between two calls.</param>
    private async Task ConfirmAsync(IReadOnlyList<string> suspects, Func<DriftFinding, bool> counts, CancellationToken ct)
    {
        foreach (var ids in suspects.Chunk(AtOnce))
        {
            var before = await store.UsersAsync(run.IntegrationKey, ids, ct);
            var actual = (await looker.GetUsersAsync(ids, ct)).ToDictionary(u => u.Id);
            var after = await store.UsersAsync(run.IntegrationKey, ids, ct);
            var groups = await GroupsAsync(ct);
            var findings = new List<DriftFinding>();
            var gone = new List<ManagedUser>();
            foreach (var id in ids)
            {
                var (earlier, wanted) = (before.GetValueOrDefault(id), after.GetValueOrDefault(id));
                if (wanted is null ? earlier is null : earlier is not null && wanted.IsUnchangedSince(earlier))
                {
                    findings.AddRange(Compare(wanted, actual.GetValueOrDefault(id), groups).Where(counts));
                    if (wanted is { IsLeaver: true, Settled: not Facets.None } && !actual.ContainsKey(id))
                    {
                        gone.Add(wanted);
                    }
                }
            }

            await RecordAsync(findings, ct);
            if (gone.Count > 0)
            {
                await store.ForgetDeletedAsync(run.IntegrationKey, gone, ct);
            }

            await progress(ct);
        }
    }

    private async Task CompareRolesAsync(CancellationToken ct)
    {
        foreach (var before in await store.RolesAsync(run.IntegrationKey, ct))
        {
            var actual = await HoldersAsync(before.RoleId, ct);
            var groups = await GroupsAsync(ct);
            var after = (await store.RolesAsync(run.IntegrationKey, ct)).FirstOrDefault(r => r.Key == before.Key);
            if (after is not null && after.IsUnchangedSince(before))
            {
                await RecordAsync([.. DriftComparison.OfRole(after, actual, groups)], ct);
            }

            await progress(ct);
        }
    }

    private async Task<HashSet<string>> HoldersAsync(string roleId, CancellationToken ct)
    {
        try
        {
            return [.. (await looker.GetRoleGroupsAsync(roleId, ct)).Select(g => g.Id)];
        }
        catch (LookerNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Looker has no call for the values of many users, so each comparison continues with the next few.</summary>
    private async Task CompareAttributesAsync(CancellationToken ct)
    {
        var users = await store.NextAttributesAsync(run.IntegrationKey, attributeReads, ct);
        foreach (var before in users)
        {
            try
            {
                var actual = await looker.GetUserAttributeValuesAsync(before.LookerId, MappingSet.Desired(before.Desired).Select(a => a.Id), true, ct);
                if (await store.AttributesAsync(before.Key, ct) is { } after && after == before)
                {
                    await RecordAsync([.. DriftComparison.OfAttributes(after, actual)], ct);
                }
            }
            catch (LookerNotFoundException)
            {
                // The account is gone, which is already reported.
            }

            await progress(ct);
        }

        if (users.Count > 0)
        {
            await store.AttributesComparedAsync(run, [.. users.Select(u => u.Key)], isEnd: users.Count < attributeReads, ct);
        }
    }

    private async Task<ManagedGroups> GroupsAsync(CancellationToken ct) =>
        new((await store.GroupsAsync(run.IntegrationKey, ct)).Values.Where(g => !_missingGroups.Contains(g.LookerId)));

    private static IEnumerable<DriftFinding> Compare(ManagedUser? wanted, LookerUser? actual, ManagedGroups groups) =>
        wanted is not null ? DriftComparison.OfUser(wanted, actual, groups) : actual is not null ? DriftComparison.OfStranger(actual, groups) : [];

    private async Task RecordAsync(List<DriftFinding> findings, CancellationToken ct)
    {
        if (findings.Count > 0)
        {
            run.Found += findings.Count;
            await store.RecordAsync(run, findings, ct);
        }
    }
}
