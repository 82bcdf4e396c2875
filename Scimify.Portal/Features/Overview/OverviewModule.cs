using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Overview;

internal sealed class OverviewModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<WriteChartQuery>()
        .AddSingleton<LeaverQuery>()
        .AddSingleton<OverviewQuery>();
}
