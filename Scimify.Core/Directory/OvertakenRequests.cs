using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>
/// Earlier requests that wait for Looker in the rows that a write changes: they wait with the write from now on, and are
/// settled in the log when it is.
/// </summary>
internal sealed class OvertakenRequests(Guid requestId, DateTimeOffset now)
{
    private readonly HashSet<Guid> _requests = [];

    /// <summary>The request that a row waits for; null when it does not.</summary>
    public static Guid? WaitingIn(SyncColumns row) => row.SyncState == SyncState.Applied ? null : row.RequestId;

    /// <param name="before">The row before it is changed, or removed.</param>
    public void Note(SyncColumns before)
    {
        if (WaitingIn(before) is { } earlier && earlier != requestId)
        {
            _requests.Add(earlier);
        }
    }

    /// <summary>What is asked for again is on its way already: the row tells of the request that asked last.</summary>
    /// <returns>True when the row waits, and has to be written if it did not tell of this request before.</returns>
    public bool Join(SyncColumns row)
    {
        if (row.SyncState is not (SyncState.Pending or SyncState.Planned))
        {
            return false;
        }

        Note(row);
        row.Apply(Transition.Joined(requestId), now);
        return true;
    }

    /// <summary>A row that is about to be written: it asks for something else of Looker now, or waits for the same as before.</summary>
    /// <returns>True when it waits for the same, and has to be written for that alone.</returns>
    public bool Turn(SyncColumns before, SyncColumns after)
    {
        if (after.DesiredGeneration == before.DesiredGeneration)
        {
            return Join(after);
        }

        Note(before);
        return false;
    }

    /// <param name="writer">The write's transaction, its own row already in the log.</param>
    /// <param name="state">How far the write came by itself.</param>
    /// <param name="now">The write's time.</param>
    public void Settle(IDirectoryWriter writer, SyncState state, DateTimeOffset now)
    {
        if (_requests.Count > 0)
        {
            writer.Overtake(_requests, requestId);
            if (state == SyncState.Applied)
            {
                writer.SettleOvertaken(requestId, now);
            }
        }
    }
}
