using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>The framework's OpenID Connect handler, with schemes from the database.</summary>
internal static class ProvidersSetup
{
    public static void AddScimifyProviders(this IServiceCollection services, ScimifySettings settings, IConfiguration configuration)
    {
        services.AddSingleton(ProviderNetworkPolicy.Of(settings.SignIn.AllowInsecureHttp, settings.SignIn.AllowPrivateNetworks));
        services.AddSingleton<ProviderBackChannel>();
        services.AddSingleton<ProviderSnapshots>();
        services.AddSingleton<ProviderService>();
        services.AddSingleton<ProviderSignIn>();
        services.AddSingleton<ProviderFailures>();
        services.AddSingleton<JourneyTickets>();
        services.AddSingleton<LogoutTokens>();
        services.AddSingleton<ProviderOptions>();
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>>(s => s.GetRequiredService<ProviderOptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
        services.AddTransient<OpenIdConnectHandler>();
        services.AddScoped<ProviderEvents>();
        if (settings.SignIn.Entra is { } entra)
        {
            services.AddAzureAd(entra, configuration);
        }

        services.AddSingleton<IAuthenticationSchemeProvider, ProviderSchemes>();
    }
}
