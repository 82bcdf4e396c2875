using Scimify.Core.Notifications;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Tells webhooks what is news once the database is there.</summary>
internal sealed class NoticeLoop(NoticeEngine engine, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await engine.RunAsync(stoppingToken);
    }
}
