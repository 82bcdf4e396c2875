using Scimify.Core.Scim;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>The kinds of rows that the sync engine works on.</summary>
public enum RowKind
{
    User,
    Group,
    Membership,
    Role,
}

/// <summary>One row that waits for the engine.</summary>
/// <param name="Kind">Which table.</param>
/// <param name="Key">The user's or the group's key.</param>
/// <param name="UserKey">The user of a membership; otherwise 0.</param>
public readonly record struct RowId(RowKind Kind, long Key, long UserKey = 0);

/// <summary>A committed SCIM write: what Looker has yet to get, and how to undo it.</summary>
/// <param name="RequestId">Identifies its row in the provisioning log.</param>
/// <param name="Target">The integration.</param>
/// <param name="State">As far as the directory can tell without the engine.</param>
/// <param name="Awaited">Rows on their way, with the generation that has to be applied.</param>
/// <param name="IsBlocked">Something waits for more than Looker's answer, such as a member without an account.</param>
/// <param name="Undo">Restores the previous desired state; null if nothing was changed.</param>
public sealed record SyncReceipt(
    Guid RequestId,
    ProvisioningTarget Target,
    SyncState State,
    IReadOnlyList<(RowId Row, long Generation)> Awaited,
    bool IsBlocked,
    Undo? Undo)
{
    /// <summary>The parts of the user that the write asked for; none: the write is answered by its rows as a whole.</summary>
    public Facets Asked { get; init; }

    /// <summary>The answer to a write that the directory itself refused, and of which only the removal of access was carried out; null for any other.</summary>
    public ScimException? Refusal { get; init; }
}

/// <summary>Undoes a write, except for a removal of access.</summary>
/// <returns>What stands of the write, in a sentence for the identity provider; null for nothing.</returns>
public delegate string? Undo(IDirectoryWriter writer, RefusedPart refused);

/// <summary>What Looker has refused of a write.</summary>
/// <param name="Row">The row that was refused; null if nobody knows.</param>
/// <param name="Facets">The parts of the resource; none for all of them.</param>
/// <param name="LeavesNoAccess">Access was to be taken away as well, and is.</param>
public sealed record RefusedPart(RowId? Row, Facets Facets, bool LeavesNoAccess);
