using Scimify.Core.Provisioning.Held;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Held;

namespace Scimify.Portal.Features.Held;

internal sealed class HeldModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<HeldChangeService>()
        .AddSingleton<HeldQuery>()
        .AddScoped<HeldDialogs>();
}
