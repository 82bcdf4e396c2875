using Microsoft.Extensions.Logging;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;

namespace Scimify.Core.Provisioning.Engine;

internal static partial class SyncLog
{
    [LoggerMessage(2001, LogLevel.Error, "The worker of integration {IntegrationKey} failed and goes on")]
    public static partial void WorkerFailed(ILogger logger, int integrationKey, Exception e);

    [LoggerMessage(2002, LogLevel.Error, "An attempt for integration {IntegrationKey} at {RowKind} {RowKey} failed unexpectedly; it is repeated when its lease ends")]
    public static partial void AttemptFailed(ILogger logger, int integrationKey, RowKind rowKind, long rowKey, Exception e);

    [LoggerMessage(2003, LogLevel.Warning, "The lease of integration {IntegrationKey} on {RowKind} {RowKey} was lost; another node goes on")]
    public static partial void LeaseLost(ILogger logger, int integrationKey, RowKind rowKind, long rowKey);

    [LoggerMessage(EventId = 2004, Message = "Looker of integration {IntegrationKey} is now {Health} (seen with a {RowKind})")]
    public static partial void HealthChanged(ILogger logger, LogLevel level, int integrationKey, IntegrationHealth health, RowKind rowKind);

    [LoggerMessage(2005, LogLevel.Error, "The sync engine failed and goes on")]
    public static partial void EngineFailed(ILogger logger, Exception e);
}
