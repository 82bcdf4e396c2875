namespace Scimify.Core.Sync;

/// <summary>A column of a row's life, which every synchronised table has.</summary>
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
}

/// <summary>What a transition is told when it is carried out.</summary>
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

    /// <summary>Unix milliseconds: when the row may be claimed again, or what has no answer ends.</summary>
    At,
    Owner,

    /// <summary>Unix milliseconds: the end of a lease.</summary>
    Until,
    Generation,
}

/// <summary>The columns by their names in the database.</summary>
public static class SyncColumnNames
{
    private static readonly string[] Names =
    [
        "desired_generation", "applied_generation", "due", "sync_state", "attempts", "not_before", "lease_until", "lease_owner", "sync_error",
        "request_id", "due_since", "look_again_at",
    ];

    public static string InSql(this SyncColumn column) => Names[(int)column];
}
