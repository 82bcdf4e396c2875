using Scimify.Core.Directory.Users;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>The SCIM user who has a Looker account.</summary>
/// <param name="HasLeft">Deleted in SCIM: the row is a tombstone.</param>
/// <param name="Progress">How far that which was last asked for has come.</param>
public sealed record AccountOwner(string UserName, string? ExternalId, bool HasLeft, SyncState Progress)
{
    internal static AccountOwner Of(ScimUserRow row) =>
        new(row.UserName, row.ExternalId, row.DeletedAt is not null, row.SyncState);
}
