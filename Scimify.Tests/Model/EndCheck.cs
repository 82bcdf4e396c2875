using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;

namespace Scimify.Tests.Model;

/// <summary>
/// In the end Looker is as the directory wants it, except for what Looker refuses, and each refusal is visible. What failed must be
/// refused by Looker as it is now: what failed because of something that has long changed would have had to heal.
/// </summary>
internal sealed class EndCheck(
    LookerSandbox looker, ModelState model, IReadOnlyDictionary<int, Guid> users, IReadOnlyDictionary<int, Guid> groups, StoredRows rows, IReadOnlyList<Guid> waiting,
    Comparison comparison)
{
    private const int LongestName = 255;

    public void Run() => looker.With(world =>
    {
        NothingWaits();
        foreach (var (place, person) in model.People)
        {
            Check(world, person, rows.Users.Single(u => u.Row.Id == users[place]).Row);
        }

        foreach (var (place, team) in model.Teams)
        {
            Check(world, team, rows.Groups.Single(g => g.Id == groups[place]));
        }

        NothingIsLeftOver(world);
    });

    private void NothingWaits()
    {
        var all = rows.Users.Select(u => (Row: (SyncColumns)u.Row, What: $"user {u.Row.UserName}"))
            .Concat(rows.Groups.Select(g => (Row: (SyncColumns)g, What: $"group {g.DisplayName}")))
            .Concat(rows.Memberships.Select(m => (Row: (SyncColumns)m, What: $"membership {m.GroupKey}/{m.UserKey}"))).ToList();
        var blocked = all.Where(r => r.Row.SyncState == SyncState.Pending || (r.Row.IsHeld && r.Row is not ScimUserRow { LookerUserId: not null })).Select(r => r.Row.RequestId).ToHashSet();
        Require(waiting.All(request => blocked.Contains(request)), "a request waits in the log, and nothing is left that it waits for");
        foreach (var (row, what) in all)
        {
            var isBlocked = what.StartsWith('m') && row.Due == DueKind.None;
            Require(row.SyncState != SyncState.Pending || isBlocked, $"{what} still waits: {row.SyncError}");
            Require((!row.IsClaimed && row.LookAgainAt is null) || row.IsHeld, $"{what} is still claimed or in doubt");
            Require(row.SyncState != SyncState.Failed || row.SyncError is not null, $"{what} has failed without a reason");
        }
    }

    private void Check(SandboxWorld world, ModelPerson person, ScimUserRow row)
    {
        var facets = FacetStates.Of(row);
        var owner = world.TryFindByEmail(person.Address, out var found) ? found : null;
        var isRefused = person.Address == LookerWire.RefusedAddress || (owner is not null && owner.Id != row.LookerUserId);
        if (row.LookerUserId is null)
        {
            var isExplained = facets[Facets.Existence].State == SyncState.Failed && (isRefused || owner is not null || IsNameRefused(person.Given));
            Require(isExplained || row.IsHeld, $"user {row.UserName} has no account ({Words(row)}), and Looker would take {person.Address}");
            return;
        }

        var account = world.Users.GetValueOrDefault(row.LookerUserId);
        if (account is null)
        {
            Require(!person.Active, $"user {row.UserName} has lost the account {row.LookerUserId}");
            return;
        }

        Require(account.IsDisabled != person.Active || person.IsHeld || (person.Active && facets[Facets.Access].State == SyncState.Failed && IsNameRefused(person.Given)),
            $"user {row.UserName} is {(account.IsDisabled ? "disabled" : "enabled")} in Looker ({Words(row)})");
        var hasGivenUp = !person.Active && account.Email?.Address == ModelState.Hex + person.Address;    // to somebody who came for the address
        Part(facets, Facets.Address, hasGivenUp || string.Equals(account.Email?.Address, person.Address, StringComparison.OrdinalIgnoreCase), isRefused, $"the address {account.Email?.Address} in Looker and not {person.Address}", row);
        Part(facets, Facets.Names, account.FirstName == person.Given, IsNameRefused(person.Given), $"the first name {account.FirstName} in Looker and not {person.Given}", row);
        foreach (var (place, team) in model.Teams)
        {
            var group = rows.Groups.Single(g => g.Id == groups[place]);
            if (group.LookerGroupId is { } id && world.Groups.ContainsKey(id) && team.Members.Any(m => users[m] == row.Id))
            {
                Require(account.GroupIds.Contains(id), $"user {row.UserName} is not in the group {group.DisplayName} in Looker");
            }
        }
    }

    private static void Part(IReadOnlyDictionary<Facets, FacetState> facets, Facets facet, bool isThere, bool isRefused, string what, ScimUserRow row)
    {
        if (!isThere)
        {
            Require(facets[facet].State == SyncState.Failed && isRefused, $"user {row.UserName} has {what} ({facet} is {facets[facet]}; {Words(row)}), and Looker would {(isRefused ? "not " : "")}take it");
        }
    }

    private void Check(SandboxWorld world, ModelTeam team, ScimGroupRow row)
    {
        var group = row.LookerGroupId is { } id ? world.Groups.GetValueOrDefault(id) : null;
        if (group?.Name != team.Name)
        {
            var isTaken = world.TryFindGroup(team.Name, out var owner) && owner.Id != row.LookerGroupId;
            Require(row.SyncState == SyncState.Failed && (isTaken || team.Name.Length > LongestName),
                $"group {row.DisplayName} is {group?.Name ?? "nothing"} in Looker ({Words(row)}), and Looker would take {team.Name}");
        }
    }

    /// <summary>No account and no group is made twice, half made, or left at a name that only Looker was to see.</summary>
    private void NothingIsLeftOver(SandboxWorld world)
    {
        var owned = rows.Users.Select(u => u.Row.LookerUserId).OfType<string>().ToHashSet();
        foreach (var account in world.Users.Values.Where(u => !comparison.Strangers.Contains(u.Id)))
        {
            Require(owned.Contains(account.Id), $"the account {account.Id} ({account.Email?.Address}) is nobody's");
        }

        foreach (var account in world.Users.Values.Where(u => IsAside(u.Email?.Address)))
        {
            var home = rows.Users.Where(u => u.Row.LookerUserId == account.Id).Select(u => LookerUserState.Parse(u.Row.AppliedState).ParkedFrom).FirstOrDefault();
            Require(home is not null && world.TryFindByEmail(home, out _), $"the account {account.Id} still has the address {account.Email!.Address}, and {home} is free");
        }

        var ours = rows.Groups.Select(g => g.LookerGroupId).OfType<string>().ToHashSet();
        foreach (var group in world.Groups.Values.Where(g => g.Number > 3))
        {
            Require(ours.Contains(group.Id), $"the group {group.Name} is nobody's");
            Require(!IsAside(group.Name) || world.TryFindGroup(group.Name[(group.Name.IndexOf(':') + 2)..], out _), $"a group is still named {group.Name}");
        }
    }

    private static bool IsAside(string? value) => value?.StartsWith("scimify-", StringComparison.Ordinal) == true;

    private static bool IsNameRefused(string given) => given.Length > LongestName || given == LookerWire.ForbiddenName;

    private static string Words(SyncColumns row) => $"{row.SyncState}: {row.SyncError}";

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new DisagreementException(otherwise);
        }
    }
}
