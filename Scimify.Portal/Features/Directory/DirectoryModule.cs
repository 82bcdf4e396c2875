using Scimify.Core.Integrations;
using Scimify.Core.Provisioning.Engine;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

internal sealed class DirectoryModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<IResync, Resync>()
        .AddSingleton<DirectoryQuery>()
        .AddSingleton<UserQuery>()
        .AddSingleton<GroupQuery>();
}
