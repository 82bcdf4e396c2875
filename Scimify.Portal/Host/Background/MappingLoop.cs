using Scimify.Core.Provisioning.Mappings;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Applies saved mappings to users, once the database is ready.</summary>
internal sealed class MappingLoop(MappingSweeper sweeper, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await sweeper.RunAsync(stoppingToken);
    }
}
