using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Profile;

internal sealed class ProfileModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<ProfileQuery>();

    public void Map(WebApplication app) => NewPasskeyEndpoints.Map(app);
}
