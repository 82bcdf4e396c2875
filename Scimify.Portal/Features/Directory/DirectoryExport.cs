using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Directory;

/// <summary>Users, groups and memberships for console, REST API and command line. Callers have checked the permission.</summary>
internal static class DirectoryExport
{
    public static Export<UserLine> ToUserExport(this DirectoryQuery directory, Actor actor, IntegrationView integration, DirectoryFilter filter) =>
        new(actor, $"Users of {integration.Name}", "users", filter, directory.AllUsersAsync(integration.Key, filter));

    public static Export<GroupLine> ToGroupExport(this DirectoryQuery directory, Actor actor, IntegrationView integration, DirectoryFilter filter) =>
        new(actor, $"Groups of {integration.Name}", "groups", filter, directory.AllGroupsAsync(integration.Key, filter));

    public static Export<MembershipLine> ToMembershipExport(this DirectoryQuery directory, Actor actor, IntegrationView integration) =>
        new(actor, $"Memberships of {integration.Name}", "memberships", new { }, directory.AllMembershipsAsync(integration.Key));

    public static Export<LinkResource> ToLinkExport(this DirectoryQuery directory, Actor actor, IntegrationView integration, LinkListInput input)
    {
        var filter = new DirectoryFilter(input.Q, input.SyncState);
        return new(actor, $"Links of {integration.Name}", "links", new { input.ResourceType, filter }, directory.AllLinksAsync(integration.Key, input.ResourceType, filter));
    }
}

/// <summary>A user.</summary>
/// <param name="Email">The address that Looker has, or is about to get.</param>
/// <param name="Active">What the identity provider wants.</param>
/// <param name="SyncState">How far Looker is.</param>
/// <param name="Error">Why the last attempt failed; null if it did not.</param>
/// <param name="Groups">How many the identity provider has put the user into.</param>
public sealed record UserLine(
    Guid ScimId, string UserName, string DisplayName, string? Email, string? ExternalId, bool Active, string? LookerId, string SyncState, string? Error, long Groups,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A group.</summary>
/// <param name="SyncState">Of the group itself, without its memberships.</param>
/// <param name="Members">How many the identity provider has put in.</param>
/// <param name="UnsettledMembers">How many memberships have not reached Looker, or cannot.</param>
public sealed record GroupLine(
    Guid ScimId, string DisplayName, string? ExternalId, string? LookerId, string SyncState, string? Error, long Members, long UnsettledMembers,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A person in a group.</summary>
/// <param name="Wanted">What the identity provider wants: true for in, false for out.</param>
/// <param name="SyncState">How far Looker is.</param>
public sealed record MembershipLine(
    Guid GroupScimId, string Group, string? LookerGroupId, Guid UserScimId, string UserName, string? LookerUserId, bool Wanted, string SyncState, string? Error);

/// <summary>A row and its key.</summary>
internal sealed record Keyed<TKey, T>(TKey Key, T Value);
