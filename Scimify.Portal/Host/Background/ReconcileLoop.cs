using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Runs comparisons with Looker, once the database is ready.</summary>
internal sealed class ReconcileLoop(ReconcileEngine engine, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await engine.RunAsync(stoppingToken);
    }
}
