using Scimify.Core.Audit;

namespace Scimify.Core.Persistence.Audit;

/// <summary>What a write changes about somebody's access, or about what the history calls them.</summary>
internal abstract record AccessChange
{
    private AccessChange()
    {
    }

    /// <summary>One part of a person's access.</summary>
    /// <param name="Asked">What SCIM asks for; null if that is as before.</param>
    /// <param name="Had">What Looker has; null if that is as before, or nobody knows.</param>
    /// <param name="Source">Where it came from, if what Looker has is another thing now.</param>
    public sealed record Part(AccessPart Of, int OrganizationKey, int IntegrationKey, bool? Asked, bool? Had, AccessSource Source, Guid? RequestId) : AccessChange;

    /// <summary>A role of a group or a person, or a mapped attribute of a person.</summary>
    /// <param name="Name">What Looker calls it.</param>
    /// <inheritdoc cref="Part"/>
    public sealed record Detail(DetailPart Of, int OrganizationKey, int IntegrationKey, string Name, DetailValue? Asked, DetailValue? Had, AccessSource Source, Guid? RequestId) : AccessChange;

    /// <summary>Looker has none of many parts any longer.</summary>
    /// <param name="AskedToo">SCIM does not ask for them any longer either.</param>
    public sealed record Ended(AccessScope Scope, long Key, bool AskedToo, AccessSource Source) : AccessChange;

    public sealed record Named(AccessName Name) : AccessChange;
}

internal readonly record struct AccessPart(AccessKind Kind, long UserKey, long GroupKey)
{
    public static AccessPart Account(long userKey) => new(AccessKind.Account, userKey, 0);

    public static AccessPart Membership(long groupKey, long userKey) => new(AccessKind.Membership, userKey, groupKey);
}

/// <param name="LookerId">Of the role or the attribute.</param>
internal readonly record struct DetailPart(AccessDetailKind Kind, long SubjectKey, string LookerId)
{
    public static DetailPart GroupRole(long groupKey, string roleId) => new(AccessDetailKind.GroupRole, groupKey, roleId);

    public static DetailPart Attribute(long userKey, string attributeId) => new(AccessDetailKind.Attribute, userKey, attributeId);
}

/// <param name="Text">Null for no value.</param>
internal readonly record struct DetailValue(string? Text)
{
    public static readonly DetailValue None = new(null);

    /// <summary>Of a role.</summary>
    public static DetailValue Given(bool isGiven) => isGiven ? new("") : None;
}

internal enum AccessScope
{
    /// <summary>Everything of a user.</summary>
    User,

    /// <summary>The memberships of a user, and the roles that the account has without them.</summary>
    UserMemberships,

    /// <summary>The attributes of a user.</summary>
    UserAttributes,

    /// <summary>The memberships in a group, and its roles.</summary>
    Group,

    /// <summary>Everything of everybody. Roles and attributes are not asked for any longer either, because another Looker has other IDs.</summary>
    Integration,
}
