using Scimify.Core.Directory;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Portal.Features.Directory;

/// <summary>The state of one resource in Looker.</summary>
/// <param name="NextAttemptAt">Null if none is due.</param>
/// <param name="RequestId">The SCIM write behind it.</param>
/// <param name="Facets">How far each part is.</param>
public sealed record ResourceSync(
    SyncState State, string? Error, int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset? WaitingSince, string? LookerId, LinkState Link, Guid? RequestId,
    IReadOnlyDictionary<Facets, FacetState> Facets)
{
    public static ResourceSync Of(SyncColumns row, string? lookerId, LinkState link, IReadOnlyDictionary<Facets, FacetState> facets) => new(
        row.SyncState,
        row.SyncState == SyncState.Applied ? null : row.SyncError,
        row.Attempts,
        row.Due == DueKind.None || row.SyncState == SyncState.Applied || row.NotBefore == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.NotBefore),
        row.DueSince is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null,
        lookerId,
        link,
        row.RequestId,
        facets);

    public string LinkText => Link switch
    {
        LinkState.Created => "Created by Scimify",
        LinkState.Adopted => "Adopted. It was in Looker before.",
        LinkState.Orphaned => "Orphaned. It is gone in Looker.",
        LinkState.HalfMade => "Being created",
        _ => "Not linked",
    };
}
