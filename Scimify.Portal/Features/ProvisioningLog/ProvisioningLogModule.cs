using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

internal sealed class ProvisioningLogModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<LogEntryQuery>()
        .AddSingleton<LogHistogramQuery>()
        .AddSingleton<IPackSource, ProvisioningLogPack>();

    public void Map(WebApplication app)
    {
        app.MapExport("/provisioning-log", Permission.ReadLogs, ExportAsync);
        app.MapExport("/integrations/{id:guid}/provisioning-log", Permission.ReadLogs, ExportAsync);
    }

    private static async ValueTask<Export<ProvisioningLogResource>> ExportAsync(HttpContext context, Actor actor, CancellationToken ct)
    {
        var services = context.RequestServices;
        if (context.IntegrationId() is { } integration)
        {
            await services.GetRequiredService<IntegrationService>().GetAsync(actor, integration, ct);
        }

        var filter = ProvisioningLogAddress.Of(context).ToFilter(context.IntegrationId(), services.GetRequiredService<TimeProvider>());
        return services.GetRequiredService<ProvisioningLogQuery>().ToExport(actor, filter);
    }
}
