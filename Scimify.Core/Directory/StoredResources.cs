namespace Scimify.Core.Directory;

/// <summary>A SCIM user as stored: its row and its JSON (with <c>id</c>, without <c>meta</c> and <c>groups</c>).</summary>
public sealed record StoredUser(ScimUserRow Row, byte[] Json);

/// <summary>A SCIM group as stored: its row and its JSON (with <c>id</c>, without <c>meta</c> and <c>members</c>).</summary>
public sealed record StoredGroup(ScimGroupRow Row, byte[] Json);

/// <summary>One element of a user's <c>groups</c>.</summary>
public sealed record GroupReference(Guid Id, string DisplayName);

/// <summary>One element of a group's <c>members</c>.</summary>
public sealed record Member(long UserKey, Guid Id, string Display);

/// <summary>A user who was named as a member, with what a membership needs to know of the account.</summary>
public sealed record MemberTarget(long UserKey, Guid Id, bool IsLinked);
