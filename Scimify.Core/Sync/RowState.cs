using System.Diagnostics;

namespace Scimify.Core.Sync;

/// <summary>The part of a row's state that belongs to the claim, whatever the row is about.</summary>
/// <param name="LeaseOwner">The claim; null if nobody is working on the row and nobody died at it.</param>
/// <param name="LeaseUntil">Unix milliseconds.</param>
/// <param name="LookAgainAt">Unix milliseconds: until then, an unanswered call may take effect. Null if every call was answered.</param>
/// <param name="TakenOverAt">Unix milliseconds: when the row was taken from a server that had fallen silent, until nothing of it can still arrive.</param>
public sealed record ClaimState(string? LeaseOwner, long LeaseUntil, long? LookAgainAt, long? TakenOverAt = null);

/// <summary>The part of a row's state that says how far its desired state has got.</summary>
/// <param name="DesiredGeneration">Moves with every change that concerns Looker.</param>
/// <param name="AppliedGeneration">The desired generation at the last success.</param>
/// <param name="Due">The lane; none if the row is not to be claimed.</param>
/// <param name="State">How far it has got.</param>
/// <param name="Attempts">Failed attempts at this generation.</param>
/// <param name="NotBefore">Unix milliseconds. The row is not claimed earlier.</param>
/// <param name="Error">Why the last attempt failed.</param>
/// <param name="RequestId">The last SCIM write that asked for it.</param>
/// <param name="DueSince">Unix milliseconds: since when it waits; null if it does not.</param>
public sealed record Progress(
    long DesiredGeneration,
    long AppliedGeneration,
    DueKind Due,
    SyncState State,
    int Attempts,
    long NotBefore,
    string? Error,
    Guid? RequestId,
    long? DueSince);

/// <summary>
/// The state of a synchronised row. It comes from the database (<see cref="Stored"/>) and changes by a <see cref="Transition"/>.
/// There is no third way to get one.
/// </summary>
public sealed record RowState
{
    private RowState(ClaimState claim, Progress progress) => (Claim, Progress) = (claim, progress);

    public ClaimState Claim { get; }

    public Progress Progress { get; }

    /// <summary>Only for the code that reads rows from the database.</summary>
    public static RowState Stored(ClaimState claim, Progress progress) => new(claim, progress);

    /// <returns>The state after the transition. This one stays unchanged.</returns>
    public RowState After(Transition transition, DateTimeOffset now)
    {
        var (claim, progress) = (Claim, Progress);
        foreach (var (column, value) in transition.Rule.Assignments)
        {
            Assign(ref claim, ref progress, column, value.Evaluate(this, parameter => transition.Argument(parameter, now)));
        }

        return new(claim, progress);
    }

    /// <returns>As in the database: a number is a long, and the ID of a request is text.</returns>
    public object? this[SyncColumn column] => column switch
    {
        SyncColumn.DesiredGeneration => Progress.DesiredGeneration,
        SyncColumn.AppliedGeneration => Progress.AppliedGeneration,
        SyncColumn.Due => (long)Progress.Due,
        SyncColumn.SyncState => (long)Progress.State,
        SyncColumn.Attempts => (long)Progress.Attempts,
        SyncColumn.NotBefore => Progress.NotBefore,
        SyncColumn.LeaseUntil => Claim.LeaseUntil,
        SyncColumn.LeaseOwner => Claim.LeaseOwner,
        SyncColumn.SyncError => Progress.Error,
        SyncColumn.RequestId => Progress.RequestId?.ToString("D"),
        SyncColumn.DueSince => Progress.DueSince,
        SyncColumn.LookAgainAt => Claim.LookAgainAt,
        SyncColumn.TakenOverAt => Claim.TakenOverAt,
        _ => throw new UnreachableException(),
    };

    private static void Assign(ref ClaimState claim, ref Progress progress, SyncColumn column, object? value)
    {
        switch (column)
        {
            case SyncColumn.DesiredGeneration:
                progress = progress with { DesiredGeneration = (long)value! };
                break;
            case SyncColumn.AppliedGeneration:
                progress = progress with { AppliedGeneration = (long)value! };
                break;
            case SyncColumn.Due:
                progress = progress with { Due = (DueKind)(long)value! };
                break;
            case SyncColumn.SyncState:
                progress = progress with { State = (SyncState)(long)value! };
                break;
            case SyncColumn.Attempts:
                progress = progress with { Attempts = (int)(long)value! };
                break;
            case SyncColumn.NotBefore:
                progress = progress with { NotBefore = (long)value! };
                break;
            case SyncColumn.LeaseUntil:
                claim = claim with { LeaseUntil = (long)value! };
                break;
            case SyncColumn.LeaseOwner:
                claim = claim with { LeaseOwner = (string?)value };
                break;
            case SyncColumn.SyncError:
                progress = progress with { Error = (string?)value };
                break;
            case SyncColumn.RequestId:
                progress = progress with { RequestId = value is string id ? Guid.Parse(id) : null };
                break;
            case SyncColumn.DueSince:
                progress = progress with { DueSince = (long?)value };
                break;
            case SyncColumn.LookAgainAt:
                claim = claim with { LookAgainAt = (long?)value };
                break;
            case SyncColumn.TakenOverAt:
                claim = claim with { TakenOverAt = (long?)value };
                break;
            default:
                throw new UnreachableException();
        }
    }
}
