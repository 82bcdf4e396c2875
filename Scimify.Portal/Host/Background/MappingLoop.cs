using Scimify.Core.Provisioning.Mappings;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Brings users to saved mappings once the database is there.</summary>
internal sealed class MappingLoop(MappingSweeper sweeper, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await sweeper.RunAsync(stoppingToken);
    }
}
