using Scimify.Core.Integrations;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Host.Authentication;

/// <summary>A deleted integration's tokens are dead with the next request, not when the cache has run out.</summary>
internal sealed class TokensOfChangedIntegration(ScimTokenAuthenticator authenticator) : IIntegrationWatcher
{
    public void Changed(int integrationKey) => authenticator.ForgetIntegration(integrationKey);
}
