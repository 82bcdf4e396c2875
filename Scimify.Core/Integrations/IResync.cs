using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>The button and the route that have a resource brought to Looker again.</summary>
public interface IResync
{
    /// <summary>Makes a user or group, and of a group its memberships, due at once, and leaves an audit entry <c>link.resync</c>.</summary>
    /// <returns>False when the integration has no such resource.</returns>
    /// <exception cref="ForbiddenException">The actor may not manage the directory.</exception>
    Task<bool> ResyncAsync(Actor actor, int integrationKey, Guid scimId, CancellationToken ct);
}
