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

    [LoggerMessage(2006, LogLevel.Warning, "The database does not take down what integration {IntegrationKey} achieved at {RowKind} {RowKey}; it is tried again until it does ({Reason})")]
    public static partial void OutcomeWaits(ILogger logger, int integrationKey, RowKind rowKind, long rowKey, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "The database kept an attempt for integration {IntegrationKey} at {RowKind} {RowKey} from its end; it is repeated when the database is back ({Reason})")]
    public static partial void AttemptCutOff(ILogger logger, int integrationKey, RowKind rowKind, long rowKey, string reason);

    [LoggerMessage(2009, LogLevel.Error, "The asynchronous request {RequestId} could not be followed to its end; what Looker answers is in the provisioning log")]
    public static partial void DetachedFailed(ILogger logger, Guid requestId, Exception e);

    [LoggerMessage(2005, LogLevel.Error, "The sync engine failed and goes on")]
    public static partial void EngineFailed(ILogger logger, Exception e);
}
