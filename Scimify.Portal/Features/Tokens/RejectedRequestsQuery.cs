using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens;

/// <summary>One page of the requests that the tokens of an integration, or no token at all, did not open.</summary>
public sealed class RejectedRequestsQuery(IntegrationService integrations, IRejectedRequestStore requests)
{
    private const int PageSize = 50;

    public async Task<RejectedRequestsView> RunAsync(Actor actor, Guid integrationId, long? before, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        var rows = await requests.ListAsync(actor.OrganizationKey, integrationId, before ?? long.MaxValue, PageSize + 1, ct);
        return new RejectedRequestsView(integration, [.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].Key : null);
    }
}

/// <param name="OlderBefore">Where the next page begins; null on the last one.</param>
public sealed record RejectedRequestsView(IntegrationView Integration, IReadOnlyList<RejectedRequestView> Rows, long? OlderBefore);
