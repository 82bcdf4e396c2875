using Scimify.Core.Persistence.Audit;
using Scimify.Portal.Host.Health;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Background;

/// <summary>Applies <c>Scimify:Logs:RetentionDays</c> at the start and once a day.</summary>
internal sealed partial class RetentionLoop(
    LogRetention retention, ScimifySettings settings, Readiness readiness, TimeProvider clock, ILogger<RetentionLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromDays(1), clock);
        do
        {
            try
            {
                var forgotten = await retention.ForgetAsync(TimeSpan.FromDays(settings.Logs.RetentionDays), stoppingToken);
                if (forgotten > 0)
                {
                    Forgotten(logger, forgotten, settings.Logs.RetentionDays);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1301, LogLevel.Information, "{Rows} log rows older than {Days} days were deleted")]
    private static partial void Forgotten(ILogger logger, long rows, int days);

    [LoggerMessage(1302, LogLevel.Error, "Deleting old log rows failed and will be tried again in a day")]
    private static partial void Failed(ILogger logger, Exception e);
}
