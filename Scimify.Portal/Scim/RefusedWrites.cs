using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Scim;
using Scimify.Core.Sync;

namespace Scimify.Portal.Scim;

/// <summary>A refused write leaves one row in the provisioning log, whatever its endpoint.</summary>
internal static class RefusedWrites
{
    /// <param name="store">Stores the row.</param>
    /// <param name="request">The write.</param>
    /// <param name="resourceType">Null if the endpoint does not say.</param>
    /// <param name="id">What the write would have changed; null for a creation.</param>
    /// <param name="refusal">What the client is told.</param>
    /// <param name="ct">Cancels before the commit.</param>
    public static Task LogRefusalAsync(
        this IDirectoryStore store, ScimRequest request, string? resourceType, Guid? id, ScimException refusal, CancellationToken ct)
    {
        var entry = request.Entry(ProvisioningAction.Other, resourceType, refusal.Status, SyncState.Failed);
        entry.ErrorType = refusal.ScimType;
        entry.ErrorCode = refusal.Code.Name;
        entry.Detail = refusal.Detail;
        entry.ScimId = id;
        return store.WriteAsync(
            request.Target.IntegrationKey,
            writer =>
            {
                writer.Append(entry);
                return true;
            },
            ct);
    }
}
