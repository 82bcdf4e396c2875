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

internal enum AccessScope
{
    /// <summary>Everything of a user.</summary>
    User,

    /// <summary>The memberships of a user.</summary>
    UserMemberships,

    /// <summary>The memberships in a group.</summary>
    Group,
    Integration,
}
