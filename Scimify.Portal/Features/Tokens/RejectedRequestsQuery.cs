using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens;

/// <summary>Requests that were rejected with a token of the organization, or with an unknown one, newest first.</summary>
public sealed class RejectedRequestsQuery(IRejectedRequestStore requests)
{
    /// <param name="integrationId">Null for all.</param>
    public async Task<CursorPage<RejectedRequestView>> RunAsync(Actor actor, Guid? integrationId, CursorRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        var rows = await requests.ListAsync(actor.OrganizationKey, integrationId, part.Below, part.Size + 1, ct);
        return part.Cut(rows, row => row.Key);
    }
}
