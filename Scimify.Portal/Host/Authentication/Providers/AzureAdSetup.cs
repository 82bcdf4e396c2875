using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Identity.Abstractions;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>
/// Entra ID from the section <c>AzureAd</c>, by Microsoft.Identity.Web. It is one more provider: accounts, roles and rules are the
/// same as those of a provider in the database.
/// </summary>
internal static class AzureAdSetup
{
    private const string Section = "AzureAd";

    public static void AddAzureAd(this IServiceCollection services, AzureAdSettings settings, IConfiguration configuration)
    {
        var scheme = ProviderScheme.NameOf(ConfiguredProvider.AzureAd);
        services.AddSingleton(new ConfiguredProvider(ConfiguredProvider.AzureAd, settings.Name, ProviderKind.Entra, settings.Authority, settings.ClientId, RulesOf(settings)));
        services.AddAuthentication().AddMicrosoftIdentityWebApp(configuration.GetSection(Section), scheme, cookieScheme: null);
        services.AddOptions<OpenIdConnectOptions>(scheme).Configure<ProviderBackChannel>((options, channel) =>
        {
            options.ClientSecret = settings.ClientSecret;
            options.Backchannel = channel.Client;
            options.RequireHttpsMetadata = settings.Instance.StartsWith("https://", StringComparison.Ordinal);
            options.CallbackPath = ProviderScheme.CallbackOf(ConfiguredProvider.AzureAd);
            options.Scope.Clear();
            foreach (var scope in ProviderRules.UsualScopes.Split(' '))
            {
                options.Scope.Add(scope);
            }

            ProviderOptions.ApplyCommon(options);
            ProviderOptions.CheckIssuerAsEntra(options, channel);
            options.GetClaimsFromUserInfoEndpoint = false;

            // Microsoft.Identity.Web brings a handler of its own, which MapInboundClaims does not reach.
            options.TokenHandler = new JsonWebTokenHandler { MapInboundClaims = false };
        });
        services.TryAddSingleton<ICredentialsLoader>(s => new DefaultCredentialsLoader(s.GetRequiredService<ILogger<DefaultCredentialsLoader>>()));
        services.AddSingleton(s => new AzureAdCredentials(
            settings,
            configuration.GetSection($"{Section}:ClientCredentials").Get<CredentialDescription[]>() ?? [],
            s.GetRequiredService<ICredentialsLoader>(),
            s.GetRequiredService<TimeProvider>()));
    }

    /// <summary>An app role is called as the role here is.</summary>
    private static ProviderRules RulesOf(AzureAdSettings settings) => ProviderRules.Usual with
    {
        Roles = [.. Enum.GetValues<PortalRole>().Reverse().Select(role => new RoleRule("roles", role.ToString(), role))],
        DefaultRole = settings.DefaultRole,
        Domains = settings.Domains,
        Tenants = settings.Tenants,
    };
}
