using Scimify.Core.Provisioning.Engine;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Runs the sync engine, once the database is ready.</summary>
internal sealed class SyncLoop(SyncEngine engine, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await engine.RunAsync(stoppingToken);
    }
}
