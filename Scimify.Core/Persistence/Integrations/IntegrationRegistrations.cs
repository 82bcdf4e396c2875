using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Saml;

namespace Scimify.Core.Persistence.Integrations;

public static class IntegrationRegistrations
{
    /// <summary>Registers integrations and their Looker clients. Needs persistence, tokens, <see cref="ISecretProtector"/> and the clock.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="network">Which addresses a Looker may have.</param>
    /// <param name="limits">The limits of integrations whose policies set none.</param>
    public static IServiceCollection AddScimifyIntegrations(this IServiceCollection services, LookerNetworkPolicy network, LookerLimits limits)
    {
        services.TryAddSingleton(network);
        services.TryAddSingleton(limits);
        services.TryAddSingleton<LookerClients>();
        services.AddSingleton<LookerConnector>();
        services.AddSingleton<IIntegrationStore, IntegrationStore>();
        services.AddSingleton<IntegrationService>();
        services.AddSingleton<SamlApplier>();
        services.AddSingleton<SamlChecker>();
        services.AddSingleton<SamlService>();
        services.AddSingleton<SamlDraftService>();
        services.AddSingleton<SamlWatch>();
        return services;
    }
}
