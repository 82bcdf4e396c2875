using Scimify.Core.Persistence.Servers;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Beats from when the database is ready until everything else has stopped: it is registered before the loops, so it stops after them.</summary>
internal sealed class PresenceService(ServerPresence presence, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await presence.RunAsync(stoppingToken);
    }
}
