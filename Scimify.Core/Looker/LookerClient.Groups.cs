using System.Text.Json.Nodes;
using Scimify.Core.Primitives;

namespace Scimify.Core.Looker;

public sealed partial class LookerClient
{
    /// <summary>All groups, including "All Users" and mirrored ones, in pages of 500.</summary>
    public IAsyncEnumerable<IReadOnlyList<LookerGroup>> ListGroupsAsync(CancellationToken ct) =>
        PagesAsync(() => new LookerRequest(LookerOperations.AllGroups).With("fields", LookerGroup.StandardFields), LookerGroup.Read, g => g.Id, ct);

    /// <summary>The same with the roles of each group, for as many calls.</summary>
    public IAsyncEnumerable<IReadOnlyList<LookerGroupRoles>> ListGroupsWithRolesAsync(CancellationToken ct) =>
        PagesAsync(() => new LookerRequest(LookerOperations.SearchGroupsWithRoles).With("fields", LookerGroupRoles.StandardFields), LookerGroupRoles.Read, g => g.Group.Id, ct);

    /// <summary>The group with exactly this name, ignoring case, mirrored or not; null if there is none.</summary>
    public async Task<LookerGroup?> FindGroupByNameAsync(string name, CancellationToken ct)
    {
        // Looker reads the name as a pattern, which matches itself and more. Two phrases are operators instead.
        var pattern = LetterCase.Upper(name.Trim()) is "IS NULL" or "NOT NULL" ? name.Replace(' ', '_') : name;
        var pages = PagesAsync(
            () => new LookerRequest(LookerOperations.SearchGroups).With("name", pattern).With("fields", LookerGroup.StandardFields), LookerGroup.Read, g => g.Id, ct);
        LookerGroup? found = null;
        await foreach (var page in pages)
        {
            foreach (var group in page)
            {
                if (group.Name == name)
                {
                    return group;
                }

                found ??= group.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? group : null;
            }
        }

        return found;
    }

    /// <exception cref="LookerNotFoundException">It was deleted.</exception>
    public Task<LookerGroup> GetGroupAsync(string groupId, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.Group, groupId).With("fields", LookerGroup.StandardFields), LookerGroup.Read, ct);

    /// <summary>Not repeatable. If the answer is lost, look for the name.</summary>
    /// <exception cref="LookerRejectedException"><see cref="LookerRejectedException.AlreadyExists"/>: a group has the name, possibly a mirrored one.</exception>
    public Task<LookerGroup> CreateGroupAsync(string name, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.CreateGroup) { Json = new JsonObject { ["name"] = name } }.With("fields", LookerGroup.StandardFields), LookerGroup.Read, ct);

    public Task<LookerGroup> RenameGroupAsync(string groupId, string name, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.UpdateGroup, groupId) { Json = new JsonObject { ["name"] = name } }.With("fields", LookerGroup.StandardFields), LookerGroup.Read, ct);

    /// <summary>Also removes the content access and the roles that the group gave.</summary>
    public Task DeleteGroupAsync(string groupId, CancellationToken ct) => SendAsync(new LookerRequest(LookerOperations.DeleteGroup, groupId), ct);

    /// <summary>Repeatable: adding a member twice succeeds, whatever Looker answers.</summary>
    /// <exception cref="LookerNotFoundException">The group or the user is gone.</exception>
    public async Task AddGroupUserAsync(string groupId, string userId, CancellationToken ct)
    {
        try
        {
            await SendAsync(new LookerRequest(LookerOperations.AddGroupUser, groupId) { Json = new JsonObject { ["user_id"] = userId } }, member => member.RequiredText("id"), ct);
        }
        catch (LookerRejectedException e) when (e.AlreadyExists)
        {
            // Already a member.
        }
    }

    /// <summary>Repeatable: removing somebody who is not a member succeeds. One call, or two if Looker answers 404, to distinguish an absent member from an absent group.</summary>
    /// <exception cref="LookerNotFoundException">The group is gone.</exception>
    public async Task RemoveGroupUserAsync(string groupId, string userId, CancellationToken ct)
    {
        try
        {
            await SendAsync(new LookerRequest(LookerOperations.DeleteGroupUser, groupId, userId), ct);
        }
        catch (LookerNotFoundException)
        {
            await SendAsync(new LookerRequest(LookerOperations.Group, groupId).With("fields", "id"), g => g.RequiredText("id"), ct);
        }
    }
}
