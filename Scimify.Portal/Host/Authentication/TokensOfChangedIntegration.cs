using Scimify.Core.Integrations;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Host.Authentication;

/// <summary>A deleted integration's tokens stop working with the next request, not when the cache expires.</summary>
internal sealed class TokensOfChangedIntegration(ScimTokenAuthenticator authenticator) : IIntegrationWatcher
{
    public void Changed(int integrationKey) => authenticator.ForgetIntegration(integrationKey);

    public void AnyMayHaveChanged() => authenticator.ForgetAll();
}
