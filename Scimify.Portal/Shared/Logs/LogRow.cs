using Scimify.Core.Audit;
using Scimify.Core.Sync;

namespace Scimify.Portal.Shared.Logs;

/// <summary>A SCIM write as a line of the log.</summary>
public sealed record LogRow(
    long Key,
    Guid RequestId,
    DateTimeOffset At,
    double DurationMs,
    ProvisioningAction Action,
    string? ResourceType,
    string? Name,
    string? ExternalId,
    int Status,
    SyncState Sync,
    DateTimeOffset? SettledAt,
    string? Detail,
    string? TokenName,
    string IntegrationName)
{
    public WriteOutcome Outcome => WriteOutcome.Of(Status, Sync, SettledAt is not null);

    /// <summary>
    /// Milliseconds from the request's arrival until Looker had it, or until it failed or was refused; null while it waits.
    /// </summary>
    public double? TookMs => Outcome.Key == WriteOutcome.Waiting ? null : Math.Max(DurationMs, (SettledAt - At)?.TotalMilliseconds ?? 0);

    public bool IsWaiting => Outcome.Key == WriteOutcome.Waiting && Sync == SyncState.Pending;

    public static LogRow Of(LoggedWrite write) => new(
        write.Entry.Key, write.Entry.RequestId, write.Entry.At, write.Entry.DurationMs, write.Entry.Action, write.Entry.ResourceType, write.Entry.Name, write.Entry.ExternalId,
        write.Entry.Status, write.Entry.Sync, write.Entry.SettledAt, write.Entry.Detail, write.Entry.TokenName, write.IntegrationName);
}
