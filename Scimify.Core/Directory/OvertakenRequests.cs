using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>
/// Notes earlier requests that wait for Looker in the rows that a write changes. From now on they wait together with the write,
/// and the log settles them when it settles the write.
/// </summary>
internal sealed class OvertakenRequests(Guid requestId, DateTimeOffset now)
{
    private readonly HashSet<Guid> _requests = [];

    /// <summary>The request that a row waits for; null if it does not wait.</summary>
    public static Guid? WaitingIn(SyncColumns row) => row.SyncState == SyncState.Applied ? null : row.RequestId;

    /// <summary>The request that a row waits for once another is undone.</summary>
    /// <param name="current">The row before it is undone.</param>
    /// <param name="undone">The request that is undone.</param>
    /// <param name="before">The one that waited before it; null for none.</param>
    public static Guid? WaitingWithout(SyncColumns current, Guid undone, Guid? before) => current.RequestId is { } last && last != undone ? last : before;

    /// <summary>Requests that an undone one had overtaken wait again.</summary>
    public static void WaitAgain(IDirectoryWriter undo, Guid undone, params IEnumerable<Guid?> waiting)
    {
        if (waiting.OfType<Guid>().Distinct().ToList() is { Count: > 0 } requests)
        {
            undo.WaitAgain(requests, undone);
        }
    }

    /// <param name="before">The row before it is changed or deleted.</param>
    public void Note(SyncColumns before)
    {
        if (WaitingIn(before) is { } earlier && earlier != requestId)
        {
            _requests.Add(earlier);
        }
    }

    /// <summary>The request asks for what is already on its way. The row remembers the last request that asked for it.</summary>
    /// <returns>True if the row waits, and has to be written because it did not name this request before.</returns>
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

    /// <summary>For a row that is about to be written: it asks Looker for something else now, or waits for the same as before.</summary>
    /// <returns>True if it waits for the same, and has to be written for that reason alone.</returns>
    public bool Turn(SyncColumns before, SyncColumns after)
    {
        if (after.DesiredGeneration == before.DesiredGeneration)
        {
            return Join(after);
        }

        Note(before);
        return false;
    }

    /// <param name="writer">The transaction of the write, whose own log row is there already.</param>
    /// <param name="state">How far the write itself got.</param>
    /// <param name="now">The time of the write.</param>
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
