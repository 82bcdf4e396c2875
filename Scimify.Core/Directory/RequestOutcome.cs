using Scimify.Core.Errors;
using Scimify.Core.Scim;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>How a SCIM write ended, from its row in the provisioning log.</summary>
public sealed class RequestOutcome
{
    /// <summary>Beyond the waiting time, recording that a refused write was undone takes no longer.</summary>
    private static readonly TimeSpan Undoing = TimeSpan.FromSeconds(10);

    private static readonly string[] Forbidden = [ErrorCodes.AccountProtected.Name, ErrorCodes.LookerForbidden.Name, ErrorCodes.LookerUsersHidden.Name];

    private static readonly string[] Taken =
    [
        ErrorCodes.LookerAddressTaken.Name, ErrorCodes.LookerNameTaken.Name, ErrorCodes.LookerAccountExists.Name,
        ErrorCodes.LookerGroupExists.Name, ErrorCodes.LookerAccountLinked.Name, ErrorCodes.LookerGroupManaged.Name,
    ];

    public required Guid RequestId { get; init; }

    public required string Method { get; init; }

    /// <summary><c>User</c> or <c>Group</c>; null if the request did not get that far.</summary>
    public string? ResourceType { get; init; }

    public Guid? ScimId { get; init; }

    public string? ExternalId { get; init; }

    /// <summary>Of an ordinary answer. A write that was undone has that of the refusal.</summary>
    public required int Status { get; init; }

    public required SyncState Sync { get; init; }

    public string? ErrorType { get; init; }

    public string? ErrorCode { get; init; }

    public string? Detail { get; init; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Whether nothing is left of the write, except for a removal of access.</summary>
    public bool IsUndone => Status >= 400;

    /// <summary>Looker refuses what was asked for, and SCIM keeps it.</summary>
    private bool IsKeptAndRefused => Sync == SyncState.Failed && !IsUndone;

    /// <param name="wait">How long a write waits for Looker. If Looker refuses it in that time, it is undone.</param>
    public bool IsPending(DateTimeOffset now, TimeSpan wait) => Sync == SyncState.Pending || (IsKeptAndRefused && now - At < wait + Undoing);

    /// <summary>Null for success.</summary>
    public ScimException? Refusal() =>
        IsUndone ? new(Status, ErrorType, Code, Detail ?? Code.Cause)
        : !IsKeptAndRefused ? null
        : Forbidden.Contains(ErrorCode) ? new(403, null, Code, Kept())
        : Taken.Contains(ErrorCode) ? new(409, "uniqueness", Code, Kept())
        : new(400, "invalidValue", Code, Kept());

    private ErrorCode Code => ErrorCodes.Find(ErrorCode) ?? ErrorCodes.Unexpected;

    private string Kept() => $"{Detail ?? Code.Cause} SCIM keeps what was asked for, and the next write that asks for it tries again.";
}
