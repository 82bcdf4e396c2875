using Scimify.Core.Persistence.Audit;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Background;

/// <summary>Applies <c>Scimify:Logs:RetentionDays</c> and <c>Scimify:AccessHistory:RetentionDays</c>.</summary>
internal sealed partial class RetentionRound(LogRetention logs, AccessRetention access, ScimifySettings settings, ILogger<RetentionRound> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken ct)
    {
        var days = settings.Logs.RetentionDays;
        if (await logs.ForgetAsync(TimeSpan.FromDays(days), ct) is > 0 and var rows)
        {
            LogRowsDeleted(logger, rows, days);
        }

        var kept = settings.Logs.AccessRetentionDays;
        if (await access.ForgetAsync(TimeSpan.FromDays(kept), ct) is > 0 and var told)
        {
            AccessRowsDeleted(logger, told, kept);
        }
    }

    [LoggerMessage(1402, LogLevel.Information, "{Rows} log rows older than {Days} days were deleted")]
    private static partial void LogRowsDeleted(ILogger logger, long rows, int days);

    [LoggerMessage(1423, LogLevel.Information, "{Rows} rows of the access history that tell of times more than {Days} days ago were deleted")]
    private static partial void AccessRowsDeleted(ILogger logger, long rows, int days);
}
