namespace Scimify.Core.Sync;

/// <summary>A column of a row's life. Every synchronised table has it.</summary>
public enum SyncColumn
{
    DesiredGeneration,
    AppliedGeneration,
    Due,
    SyncState,
    Attempts,
    NotBefore,
    LeaseUntil,
    LeaseOwner,
    SyncError,
    RequestId,
    DueSince,
    LookAgainAt,
    TakenOverAt,
}

/// <summary>What a transition needs to know when it is applied.</summary>
public enum SyncParameter
{
    /// <summary>Unix milliseconds.</summary>
    Now,

    /// <summary>A <see cref="DueKind"/>.</summary>
    Lane,

    /// <summary>A <see cref="Sync.SyncState"/>.</summary>
    State,
    Request,
    Error,

    /// <summary>Unix milliseconds: when the row may be claimed again, or when an unanswered call can no longer take effect.</summary>
    At,
    Owner,

    /// <summary>Unix milliseconds: the end of a lease.</summary>
    Until,
    Generation,
}

/// <summary>The names of the columns in the database.</summary>
public static class SyncColumnNames
{
    private static readonly string[] Names =
    [
        "desired_generation", "applied_generation", "due", "sync_state", "attempts", "not_before", "lease_until", "lease_owner", "sync_error",
        "request_id", "due_since", "look_again_at", "taken_over_at",
    ];

    public static string InSql(this SyncColumn column) => Names[(int)column];
}
