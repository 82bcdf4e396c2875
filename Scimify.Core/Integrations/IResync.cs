using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>Sends a resource to Looker again, for the console and the REST API.</summary>
public interface IResync
{
    /// <summary>Makes a user or a group with its memberships due at once, and writes an audit entry <c>link.resync</c>.</summary>
    /// <returns>False if the integration has no such resource.</returns>
    /// <exception cref="ForbiddenException">The actor may not manage the directory.</exception>
    Task<bool> ResyncAsync(Actor actor, int integrationKey, Guid scimId, CancellationToken ct);
}
