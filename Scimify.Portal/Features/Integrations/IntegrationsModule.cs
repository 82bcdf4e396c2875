using Scimify.Core.Provisioning.Impact;
using Scimify.Portal.Features.Integrations.Guides;
using Scimify.Portal.Features.Integrations.SetUp;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations;

internal sealed class IntegrationsModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<DeletionImpactService>()
        .AddSingleton<IntegrationsQuery>()
        .AddScoped<IntegrationSaver>()
        .AddSingleton<ArrivalQuery>()
        .AddSingleton<SetUpViewQuery>()
        .AddSingleton<GuideQuery>();
}
