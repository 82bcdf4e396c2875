using Scimify.Core.Integrations;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens;

/// <summary>The tokens of one integration, newest first, and its OAuth clients.</summary>
public sealed class TokensQuery(IntegrationService integrations, TokenService tokens, OAuthClientService clients, TokenPolicyService policies)
{
    public async Task<TokensView> RunAsync(Actor actor, Guid integrationId, bool includeRevoked, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        var list = await tokens.ListAsync(actor, includeRevoked, integrationId, ct);
        return new TokensView(integration, [.. list.OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id)], await clients.ListAsync(actor, integrationId, ct), await policies.GetAsync(actor, TokenPolicyKind.Scim, ct));
    }
}

public sealed record TokensView(IntegrationView Integration, IReadOnlyList<ScimTokenView> Tokens, IReadOnlyList<OAuthClientView> Clients, TokenPolicy Policy);
