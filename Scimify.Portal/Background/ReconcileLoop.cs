using Scimify.Core.Provisioning;
using Scimify.Portal.Health;

namespace Scimify.Portal.Background;

/// <summary>Runs comparisons with Looker once the database is there.</summary>
internal sealed class ReconcileLoop(ReconcileEngine engine, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await engine.RunAsync(stoppingToken);
    }
}
