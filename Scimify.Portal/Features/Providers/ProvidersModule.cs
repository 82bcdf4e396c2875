using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Providers;

internal sealed class ProvidersModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services.AddSingleton<ProvidersQuery>();
}
