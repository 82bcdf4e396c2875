using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Drift;

internal sealed class DriftModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<DriftService>()
        .AddSingleton<DriftQuery>();
}
