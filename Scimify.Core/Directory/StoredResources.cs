using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory;

/// <summary>A SCIM user as stored: its row and its JSON (with <c>id</c>, without <c>meta</c> and <c>groups</c>).</summary>
public sealed record StoredUser(ScimUserRow Row, byte[] Json);

/// <summary>A SCIM group as stored: its row and its JSON (with <c>id</c>, without <c>meta</c> and <c>members</c>).</summary>
public sealed record StoredGroup(ScimGroupRow Row, byte[] Json);

/// <summary>A user for an answer: only what reads need from the row.</summary>
/// <param name="Key">For looking up the groups.</param>
/// <param name="Json">As in <see cref="StoredUser"/>.</param>
public sealed record UserView(long Key, Guid Id, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? LookerUserId, byte[] Json)
{
    public static UserView Of(StoredUser user) =>
        new(user.Row.Key, user.Row.Id, user.Row.Version, user.Row.CreatedAt, user.Row.UpdatedAt, user.Row.LookerUserId, user.Json);
}

/// <summary>A group for an answer: only what reads need from the row.</summary>
/// <param name="Key">For looking up the members.</param>
/// <param name="MembersVersion">As in <see cref="ScimGroupRow"/>.</param>
/// <param name="Json">As in <see cref="StoredGroup"/>.</param>
public sealed record GroupView(
    long Key, Guid Id, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? LookerGroupId, long MembersVersion, byte[] Json)
{
    public static GroupView Of(StoredGroup group) => new(
        group.Row.Key, group.Row.Id, group.Row.Version, group.Row.CreatedAt, group.Row.UpdatedAt, group.Row.LookerGroupId, group.Row.MembersVersion,
        group.Json);
}

/// <summary>A role for an answer.</summary>
public sealed record RoleView(long Key, Guid Id, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string DisplayName)
{
    /// <summary>The resource without <c>meta</c>. Nothing of it is stored as JSON.</summary>
    public static ScimObject DocumentOf(Guid id, string displayName) => ScimObject.Of(
        ("schemas", ScimArray.OfStrings([SchemaUrns.OktaRole])),
        ("id", new ScimString(id.ToString("D"))),
        ("displayName", new ScimString(displayName)));
}

/// <summary>One element of a user's <c>groups</c>.</summary>
public sealed record GroupReference(Guid Id, string DisplayName);

/// <summary>One element of a group's <c>members</c>.</summary>
public sealed record Member(long UserKey, Guid Id, string Display);

/// <summary>A user who was named as a member, and what a membership needs to know about the account.</summary>
public sealed record MemberTarget(long UserKey, Guid Id, bool IsLinked);
