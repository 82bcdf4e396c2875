using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Saml;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Watches SAML configurations, once the database is ready.</summary>
internal sealed class SamlLoop(SamlWatch watch, SyncSettings settings, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await watch.RunAsync(settings.OwnsDatabase, stoppingToken);
    }
}
