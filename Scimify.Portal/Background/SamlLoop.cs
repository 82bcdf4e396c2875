using Scimify.Core.Provisioning;
using Scimify.Core.Saml;
using Scimify.Portal.Health;

namespace Scimify.Portal.Background;

/// <summary>Looks after SAML configurations once the database is there.</summary>
internal sealed class SamlLoop(SamlWatch watch, SyncSettings settings, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await watch.RunAsync(settings.OwnsDatabase, stoppingToken);
    }
}
