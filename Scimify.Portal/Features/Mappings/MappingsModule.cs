using Scimify.Core.Provisioning.Mappings;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Mappings;

internal sealed class MappingsModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<MappingService>()
        .AddSingleton<MappingsPageQuery>();
}
