using Scimify.Core.Primitives;
using Scimify.Portal.Host.Health;
using Scimify.Portal.Host.Metrics;

namespace Scimify.Portal.Host.Background;

/// <summary>Works in the background from when the database is ready until the server stops. Whatever the work throws, the server goes on.</summary>
/// <remarks>If a round of a periodic loop fails, that is logged, and the next round comes in its time. Work without a period is started again.</remarks>
internal sealed class LoopService<T>(
    T worker, Loop<T> loop, TaskMetrics metrics, Readiness readiness, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<LoopService<T>> logger) : BackgroundService
{
    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(5);

    private readonly TaskPulse _pulse = metrics.PulseOf(typeof(T).Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // All other loops stop together, and do not wait until the last request is answered.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, loop.StopsLast ? CancellationToken.None : lifetime.ApplicationStopping);
        var stopping = either.Token;
        try
        {
            await RunAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host takes it for an error when its start has failed.
            return;
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        await readiness.WhenReady.WaitAsync(stopping);
        if (loop.Period is not { } period)
        {
            await KeepRunningAsync(stopping);
            return;
        }

        using var timer = new PeriodicTimer(period, clock);
        if (!loop.StartsAtOnce)
        {
            await timer.WaitForNextTickAsync(stopping);
        }

        do
        {
            await RunOnceAsync(period, stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (loop.EndsWithRound && readiness.IsReady)
        {
            await RunLastAsync(cancellationToken);
        }
    }

    private async Task RunLastAsync(CancellationToken ct)
    {
        try
        {
            await loop.Work(worker, _pulse, ct);
        }
        catch (Exception e)
        {
            LoopLog.LastRoundFailed(logger, e, loop.Name);
        }
    }

    private async Task KeepRunningAsync(CancellationToken stopping)
    {
        while (!await RunOnceAsync(StartAgainAfter, stopping))
        {
            await Task.Delay(StartAgainAfter, clock, stopping);
        }
    }

    /// <returns>False if it failed.</returns>
    private async Task<bool> RunOnceAsync(TimeSpan nextIn, CancellationToken stopping)
    {
        _pulse.Begin();
        try
        {
            await loop.Work(worker, _pulse, stopping);
            return true;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            _pulse.Failed();
            LoopLog.RoundFailed(logger, e, loop.Name, nextIn);
            return false;
        }
        finally
        {
            _pulse.Rest();
        }
    }
}

internal static partial class LoopLog
{
    [LoggerMessage(1401, LogLevel.Error, "{Loop} failed. The next attempt is in {Period}")]
    public static partial void RoundFailed(ILogger logger, Exception e, string loop, TimeSpan period);

    [LoggerMessage(1408, LogLevel.Error, "{Loop} failed, and the server stops")]
    public static partial void LastRoundFailed(ILogger logger, Exception e, string loop);
}
