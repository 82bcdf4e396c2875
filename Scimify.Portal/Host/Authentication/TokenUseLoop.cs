using Scimify.Core.Tokens;
using Scimify.Portal.Host.Health;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Writes last uses of tokens and rejected requests every two seconds, and a last time when the server stops.</summary>
internal sealed class TokenUseLoop(
    TokenUseBuffer uses, RejectedRequestBuffer rejected, Readiness readiness, TimeProvider clock, ILogger<TokenUseLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenReady.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await FlushAsync(stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (readiness.IsReady)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        try
        {
            await uses.FlushAsync(ct);
            await rejected.FlushAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            AuthenticationLog.TokenUsesNotWritten(logger, e);
        }
    }
}

internal static partial class AuthenticationLog
{
    [LoggerMessage(1301, LogLevel.Warning, "Last uses of tokens, or rejected requests, could not be written; they are kept for the next attempt")]
    public static partial void TokenUsesNotWritten(ILogger logger, Exception exception);
}
