using Scimify.Core.Notifications;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Sends notices to webhooks, once the database is ready.</summary>
internal sealed class NoticeLoop(NoticeEngine engine, Readiness readiness) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        await engine.RunAsync(stoppingToken);
    }
}
