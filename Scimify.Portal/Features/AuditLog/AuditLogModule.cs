using Scimify.Core.People;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.AuditLog;

internal sealed class AuditLogModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<AuditLogQuery>()
        .AddSingleton<IPackSource, AuditLogPack>();

    public void Map(WebApplication app) => app.MapExport("/audit-log", Permission.ReadLogs, (context, actor, _) => ValueTask.FromResult(
        context.RequestServices.GetRequiredService<AuditLogQuery>().ToExport(actor, AuditLogAddress.Of(context).ToFilter(context.RequestServices.GetRequiredService<TimeProvider>()))));
}
