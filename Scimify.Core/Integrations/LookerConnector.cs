using Scimify.Core.Looker;

namespace Scimify.Core.Integrations;

/// <summary>The only way from a stored integration to its Looker.</summary>
/// <param name="defaults">The installation's limits. An integration's policies override them.</param>
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

    /// <summary>How many calls to the integration's Looker may run at the same time.</summary>
    public int CallsInFlight(Integration integration) => integration.Policies.CallsInFlight ?? defaults.CallsInFlight;

    /// <summary>For a connection that is not saved. It shares no token and no limits with an integration, and counts for none.</summary>
    internal LookerClient Try(Uri url, string clientId, string clientSecret) =>
        clients.Try(new LookerConnection(Guid.Empty, url, clientId, clientSecret, defaults));

    /// <summary>Stops using the old token, after a change of address or credential.</summary>
    internal void Forget(Guid integrationId) => clients.Invalidate(integrationId);
}
