using Scimify.Core.Persistence.Audit;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Background;

/// <summary>Applies <c>Scimify:Logs:RetentionDays</c>.</summary>
internal sealed partial class RetentionRound(LogRetention retention, ScimifySettings settings, ILogger<RetentionRound> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken ct)
    {
        var days = settings.Logs.RetentionDays;
        if (await retention.ForgetAsync(TimeSpan.FromDays(days), ct) is > 0 and var rows)
        {
            LogRowsDeleted(logger, rows, days);
        }
    }

    [LoggerMessage(1402, LogLevel.Information, "{Rows} log rows older than {Days} days were deleted")]
    private static partial void LogRowsDeleted(ILogger logger, long rows, int days);
}
