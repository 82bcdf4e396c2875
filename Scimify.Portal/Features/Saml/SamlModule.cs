using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Saml;

internal sealed class SamlModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<SamlQuery>()
        .AddSingleton<SamlRevisionsQuery>()
        .AddScoped<SamlTestLogins>();
}
