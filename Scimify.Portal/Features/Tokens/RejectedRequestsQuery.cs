using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens;

/// <summary>The requests that the tokens of an organization, or no token at all, did not open, newest first.</summary>
public sealed class RejectedRequestsQuery(IRejectedRequestStore requests)
{
    /// <param name="integrationId">Null: of all.</param>
    public async Task<CursorPage<RejectedRequestView>> RunAsync(Actor actor, Guid? integrationId, CursorRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        var rows = await requests.ListAsync(actor.OrganizationKey, integrationId, part.Below, part.Size + 1, ct);
        return CursorPage<RejectedRequestView>.Of(rows, part, row => row.Key);
    }
}
