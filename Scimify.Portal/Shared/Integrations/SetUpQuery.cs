using Scimify.Core.Integrations;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Shared.Integrations;

/// <summary>How far an integration is connected.</summary>
public sealed class SetUpQuery(IntegrationService integrations, TokenService tokens, OAuthClientService clients)
{
    public async Task<SetUpState> RunAsync(Actor actor, Guid integrationId, CancellationToken ct) => new(
        await integrations.GetAsync(actor, integrationId, ct),
        await integrations.StatusAsync(actor, integrationId, ct),
        [
            .. (await tokens.ListAsync(actor, includeRevoked: false, integrationId, ct)).Select(ScimCaller.Of),
            .. (await clients.ListAsync(actor, integrationId, ct)).Select(ScimCaller.Of),
        ]);
}
