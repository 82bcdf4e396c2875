using Scimify.Core.People;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence;

internal sealed class EvidenceModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<AccessQuery>()
        .AddSingleton<AccessChangeQuery>()
        .AddSingleton<LeaverReportQuery>()
        .AddSingleton<MoverQuery>()
        .AddSingleton<PersonAccessQuery>()
        .AddSingleton<ErasureService>()
        .AddSingleton<EvidenceFacts>()
        .AddSingleton<IPackSource, AccessPack>();

    public void Map(WebApplication app)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var (access, changes, leavers) = (
            app.Services.GetRequiredService<AccessQuery>(), app.Services.GetRequiredService<AccessChangeQuery>(), app.Services.GetRequiredService<LeaverReportQuery>());
        app.MapExport("/evidence/access", Permission.ReadLogs, (context, actor, _) => ValueTask.FromResult(access.ToExport(actor, AccessAddress.Of(context).ToFilter(clock))));
        app.MapExport("/evidence/changes", Permission.ReadLogs, (context, actor, _) => ValueTask.FromResult(changes.ToExport(actor, AccessChangeAddress.Of(context).ToFilter(clock))));
        var movers = app.Services.GetRequiredService<MoverQuery>();
        app.MapExport("/evidence/movers", Permission.ReadLogs, (context, actor, _) => ValueTask.FromResult(movers.ToExport(actor, MoverAddress.Of(context).ToFilter(clock))));
        app.MapExport("/evidence/leavers", Permission.ReadLogs, (context, actor, _) => ValueTask.FromResult(leavers.ToExport(actor, LeaverAddress.Of(context).ToFilter(clock))));
    }
}
