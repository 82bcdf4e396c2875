using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Directory;

/// <summary>A SCIM resource and its Looker object.</summary>
/// <param name="ResourceType"><c>User</c> or <c>Group</c>.</param>
/// <param name="Name">The userName or displayName.</param>
/// <param name="State"><c>Created</c>, <c>Adopted</c>, <c>Orphaned</c>, or null if there is no complete Looker object.</param>
/// <param name="SyncState">For a group, including its memberships.</param>
/// <param name="Facets">The state of each part. A user has <c>existence</c>, <c>access</c>, <c>address</c>, <c>names</c> and <c>attributes</c>; a group has <c>existence</c>, <c>name</c> and <c>roles</c>.</param>
/// <param name="Error">Why the last attempt failed; null if it did not.</param>
/// <param name="NextAttemptAt">Null if no attempt is planned, or one is due at once.</param>
/// <param name="DeletedAt">Set if the SCIM resource was deleted and Looker does not have that yet.</param>
[JsonExample("""
    {"scimId":"b0f5d3f2-4f0e-4a6e-8a55-6b0a3c3b9d21","resourceType":"User","name":"ada@example.com","externalId":"00u1","lookerId":"112",
     "state":"Created","syncState":"applied",
     "facets":{"existence":"applied","access":"applied","address":"applied","names":"applied","attributes":"applied"},"error":null,"attempts":0,"nextAttemptAt":null,"deletedAt":null}
    """)]
public sealed record LinkResource(
    Guid ScimId,
    string ResourceType,
    string Name,
    string? ExternalId,
    string? LookerId,
    string? State,
    string SyncState,
    IReadOnlyDictionary<string, string> Facets,
    string? Error,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? DeletedAt);

/// <summary>Users and groups in the same shape, as the database returns them.</summary>
internal sealed class LinkRow : IUserInLooker, IGroupInLooker
{
    public long Key { get; init; }

    public bool IsGroup { get; init; }

    public Guid ScimId { get; init; }

    public required string Name { get; init; }

    public string? ExternalId { get; init; }

    public string? LookerId { get; init; }

    public LinkState LinkState { get; init; }

    public SyncState SyncState { get; init; }

    public string? Error { get; init; }

    public int Attempts { get; init; }

    public DueKind Due { get; init; }

    public long NotBefore { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>What Looker was last known to have: of a user the <see cref="ScimUserRow.AppliedState"/>, of a group the name.</summary>
    public string? Applied { get; init; }

    /// <summary>0 or 1. A constant in a union has the type that the column has in the database.</summary>
    public int Active { get; init; }

    public string? LookerEmail { get; init; }

    public string? LookerFirstName { get; init; }

    public string? LookerLastName { get; init; }

    public string? LookerAttributes { get; init; }

    public Protection Protection { get; init; }

    string? IInLooker.SyncError => Error;

    string? IUserInLooker.LookerUserId => LookerId;

    bool IUserInLooker.Active => Active == 1;

    string IUserInLooker.LookerFirstName => LookerFirstName ?? "";

    string IUserInLooker.LookerLastName => LookerLastName ?? "";

    string? IUserInLooker.AppliedState => Applied;

    string? IGroupInLooker.LookerGroupId => LookerId;

    string IGroupInLooker.DisplayName => Name;

    string? IGroupInLooker.AppliedName => Applied;

    /// <param name="roles">The states of the roles that a group is mapped to.</param>
    public IReadOnlyDictionary<Facets, FacetState> FacetsWith(IReadOnlyCollection<FacetState> roles) =>
        IsGroup ? FacetStates.Of(this, roles) : FacetStates.Of((IUserInLooker)this);

    /// <param name="memberships">The group's unsettled memberships; null for none, or for a user.</param>
    /// <param name="facets">The state of each part.</param>
    public LinkResource ToResource(UnsettledMemberships? memberships, IReadOnlyDictionary<Facets, FacetState> facets)
    {
        var own = SyncState == SyncState.Applied && memberships is not null ? memberships.Worst : SyncState;
        var attempts = SyncState == SyncState.Applied && memberships is not null ? memberships.Attempts : Attempts;
        var notBefore = Due != DueKind.None && SyncState != SyncState.Applied ? NotBefore : memberships?.NotBefore ?? 0;
        return new LinkResource(
            ScimId,
            IsGroup ? "Group" : "User",
            Name,
            ExternalId,
            LookerId,
            LinkState is LinkState.None or LinkState.HalfMade ? null : LinkState.ToString(),
            SyncStates.NameOf(own),
            facets.ToDictionary(f => FacetWords.NameOf(f.Key, IsGroup), f => SyncStates.NameOf(f.Value.State)),
            Error ?? memberships?.Error,
            attempts,
            notBefore > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(notBefore) : null,
            DeletedAt);
    }
}

/// <summary>The memberships of a group that have not reached Looker.</summary>
/// <param name="NotBefore">The earliest planned attempt in Unix milliseconds; null if none is due.</param>
internal sealed record UnsettledMemberships(SyncState Worst, string? Error, int Attempts, long? NotBefore);
