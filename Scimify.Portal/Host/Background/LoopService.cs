using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Background;

/// <summary>Works in the background from when the database is ready until the server stops.</summary>
/// <remarks>If a round of a periodic loop fails, that is logged, and the next round comes in its time. Work without a period handles its own errors.</remarks>
internal sealed class LoopService<T>(T worker, Loop<T> loop, Readiness readiness, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<LoopService<T>> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // All loops stop together, and do not wait until the last request is answered.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var stopping = either.Token;
        await readiness.WhenReady.WaitAsync(stopping);
        if (loop.Period is not { } period)
        {
            await loop.Work(worker, stopping);
            return;
        }

        using var timer = new PeriodicTimer(period, clock);
        if (!loop.StartsAtOnce)
        {
            await timer.WaitForNextTickAsync(stopping);
        }

        do
        {
            try
            {
                await loop.Work(worker, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LoopLog.RoundFailed(logger, e, loop.Name, period);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}

internal static partial class LoopLog
{
    [LoggerMessage(1401, LogLevel.Error, "{Loop} failed. The next attempt is in {Period}")]
    public static partial void RoundFailed(ILogger logger, Exception e, string loop, TimeSpan period);
}
