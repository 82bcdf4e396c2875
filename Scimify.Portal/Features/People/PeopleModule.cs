using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.People;

internal sealed class PeopleModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<LinkMailer>()
        .AddSingleton<RoleMailer>()
        .AddSingleton<PeopleQuery>();
}
