using System.Text.Json.Nodes;

namespace Scimify.Core.Looker;

public sealed partial class LookerClient
{
    public Task<List<LookerRole>> ListRolesAsync(CancellationToken ct) =>
        ListAsync(new LookerRequest(LookerOperations.AllRoles).With("fields", LookerRole.StandardFields), LookerRole.Read, ct);

    /// <summary>The groups that have the role.</summary>
    public Task<List<LookerGroup>> GetRoleGroupsAsync(string roleId, CancellationToken ct) =>
        ListAsync(new LookerRequest(LookerOperations.RoleGroups, roleId).With("fields", LookerGroup.StandardFields), LookerGroup.Read, ct);

    /// <summary>Replaces the whole list, even if somebody changed it meanwhile. Read, merge, write, and read again.</summary>
    /// <exception cref="LookerRejectedException">422 if it would change a mirrored group; 405 for a built-in role.</exception>
    public Task<List<LookerGroup>> SetRoleGroupsAsync(string roleId, IEnumerable<string> groupIds, CancellationToken ct) =>
        ListAsync(new LookerRequest(LookerOperations.SetRoleGroups, roleId) { Json = IdArray(groupIds) }, LookerGroup.Read, ct);

    /// <summary>The IDs of the users who have the role, directly or, unless <paramref name="directOnly"/>, through a group.</summary>
    public Task<List<string>> GetRoleUserIdsAsync(string roleId, bool directOnly, CancellationToken ct) =>
        ListAsync(
            new LookerRequest(LookerOperations.RoleUsers, roleId).With("fields", "id").With("direct_association_only", directOnly ? "true" : "false"),
            u => u.RequiredText("id"),
            ct);

    public Task<List<LookerUserAttribute>> ListUserAttributesAsync(CancellationToken ct) =>
        ListAsync(new LookerRequest(LookerOperations.AllUserAttributes), LookerUserAttribute.Read, ct);

    /// <param name="attributeIds">Null for all of them.</param>
    /// <param name="includeUnset">Includes attributes without a value for this user.</param>
    public Task<List<LookerUserAttributeValue>> GetUserAttributeValuesAsync(string userId, IEnumerable<string>? attributeIds, bool includeUnset, CancellationToken ct) =>
        ListAsync(
            new LookerRequest(LookerOperations.UserAttributeUserValues, userId)
                .With("user_attribute_ids", attributeIds is null ? null : string.Join(',', attributeIds))
                .With("include_unset", includeUnset ? "true" : null),
            LookerUserAttributeValue.Read,
            ct);

    /// <summary>The value is text, whatever the attribute's type.</summary>
    public Task<LookerUserAttributeValue> SetUserAttributeValueAsync(string userId, string attributeId, string value, CancellationToken ct) =>
        SendAsync(
            new LookerRequest(LookerOperations.SetUserAttributeUserValue, userId, attributeId) { Json = new JsonObject { ["value"] = value } },
            LookerUserAttributeValue.Read,
            ct);

    /// <summary>Afterwards the value of a group, or the default, applies to the user.</summary>
    public Task DeleteUserAttributeValueAsync(string userId, string attributeId, CancellationToken ct) =>
        IgnoreMissing(SendAsync(new LookerRequest(LookerOperations.DeleteUserAttributeUserValue, userId, attributeId), ct));
}
