using Scimify.Core.Directory;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Directory;

/// <summary>A SCIM resource and its Looker object.</summary>
/// <param name="ResourceType"><c>User</c> or <c>Group</c>.</param>
/// <param name="Name">userName or displayName.</param>
/// <param name="State"><c>Created</c>, <c>Adopted</c>, <c>Orphaned</c>, or null while there is no complete Looker object.</param>
/// <param name="SyncState">Of a group, also that of its memberships.</param>
/// <param name="Error">Why the last attempt failed; null when it did not.</param>
/// <param name="NextAttemptAt">Null when none is planned, or when it is due at once.</param>
/// <param name="DeletedAt">Set where the SCIM resource is gone and Looker does not have that yet.</param>
[JsonExample("""
    {"scimId":"b0f5d3f2-4f0e-4a6e-8a55-6b0a3c3b9d21","resourceType":"User","name":"ada@example.com","externalId":"00u1","lookerId":"112",
     "state":"Created","syncState":"applied","error":null,"attempts":0,"nextAttemptAt":null,"deletedAt":null}
    """)]
public sealed record LinkResource(
    Guid ScimId,
    string ResourceType,
    string Name,
    string? ExternalId,
    string? LookerId,
    string? State,
    string SyncState,
    string? Error,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? DeletedAt);

/// <summary>Users and groups in one shape, as the database gives them.</summary>
internal sealed class LinkRow
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

    /// <param name="memberships">What is unsettled of the group's memberships; null: nothing, or a user.</param>
    public LinkResource ToResource(UnsettledMemberships? memberships)
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
            Error ?? memberships?.Error,
            attempts,
            notBefore > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(notBefore) : null,
            DeletedAt);
    }
}

/// <summary>What Looker does not have of a group's memberships.</summary>
/// <param name="NotBefore">Unix milliseconds of the earliest planned attempt; null: none is due.</param>
internal sealed record UnsettledMemberships(SyncState Worst, string? Error, int Attempts, long? NotBefore);
