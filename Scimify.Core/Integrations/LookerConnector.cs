using Scimify.Core.Looker;

namespace Scimify.Core.Integrations;

/// <summary>The one way from a stored integration to its Looker.</summary>
/// <param name="defaults">The installation's limits; an integration's policies go before them.</param>
public sealed class LookerConnector(LookerClients clients, ISecretProtector secrets, LookerLimits defaults)
{
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key ring does not have the key that protected the client secret.</exception>
    public LookerClient Connect(Integration integration) => clients.Get(new LookerConnection(
        integration.Id,
        new Uri(integration.BaseUrl),
        integration.ClientId,
        secrets.Unprotect(integration.ProtectedClientSecret),
        defaults with
        {
            CallsInFlight = integration.Policies.CallsInFlight ?? defaults.CallsInFlight,
            CallsPerSecond = integration.Policies.CallsPerSecond ?? defaults.CallsPerSecond,
        }));

    /// <summary>How many calls the integration's Looker may be asked at once.</summary>
    public int CallsInFlight(Integration integration) => integration.Policies.CallsInFlight ?? defaults.CallsInFlight;

    /// <summary>For a connection that is not saved: it shares token and limits with no integration, and counts for none.</summary>
    internal LookerClient Try(Uri url, string clientId, string clientSecret) =>
        clients.Try(new LookerConnection(Guid.Empty, url, clientId, clientSecret, defaults));

    /// <summary>Address or credential have changed: the old token is not used again.</summary>
    internal void Forget(Guid integrationId) => clients.Invalidate(integrationId);
}
