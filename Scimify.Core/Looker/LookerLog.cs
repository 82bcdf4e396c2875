using Microsoft.Extensions.Logging;

namespace Scimify.Core.Looker;

internal static partial class LookerLog
{
    [LoggerMessage(2401, LogLevel.Debug, "Looker answered {StatusCode} to {Operation} in {DurationMs} ms (integration {IntegrationId})")]
    public static partial void Called(ILogger logger, string operation, int? statusCode, double durationMs, Guid integrationId);

    [LoggerMessage(2402, LogLevel.Information, "Looker answered {StatusCode} to {Operation}; repeated once in {DelaySeconds} s")]
    public static partial void Repeating(ILogger logger, string operation, int? statusCode, double delaySeconds);

    [LoggerMessage(2403, LogLevel.Debug, "The Looker session of integration {IntegrationId} could not be ended: {Reason}")]
    public static partial void LogoutFailed(ILogger logger, Guid integrationId, string reason);
}
