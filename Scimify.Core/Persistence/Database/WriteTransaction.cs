using System.Data.Common;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Database;

/// <summary>The writer's connection. It carries out a batch in one transaction, each item behind a savepoint.</summary>
/// <param name="open">Opens the connection.</param>
/// <param name="afterCommit">Never throws.</param>
/// <param name="dropIdle">Called when the connection was cut, before another is opened.</param>
/// <param name="slice">After this time, a batch begins no further item.</param>
/// <param name="took">Hears how long each item took.</param>
internal sealed class WriteTransaction(
    Func<WriteSession> open, Action<WriteSession> afterCommit, Action dropIdle, TimeSpan slice, Action<WriteItem, TimeSpan> took) : IDisposable
{
    private WriteSession? _session;

    /// <param name="batch">What to carry out.</param>
    /// <param name="complete">Called when the batch has its locks, with whether it has waited for other servers. It may add what needs no other lock.</param>
    /// <returns>How many items ran. The others have to wait for another batch.</returns>
    /// <exception cref="Exception">The whole was undone, or is in doubt.</exception>
    public int Run(IReadOnlyList<WriteItem> batch, Action<bool>? complete = null)
    {
        var done = 0;
        var session = _session ??= open();
        try
        {
            var hasWaited = session.BeginBatch(batch.Select(item => item.IntegrationKey).OfType<int>());
            complete?.Invoke(hasWaited);
            if (!RunItems(session, batch, ref done))
            {
                session.Rollback();
                return done;
            }

            session.WriteLast();
            Commit(session);
        }
        catch (Exception e)
        {
            Rollback(session, e);
            throw;
        }

        afterCommit(session);
        return done;
    }

    public void Dispose() => _session?.Dispose();

    /// <summary>Runs them until the slice is over, but at least one. An item that is alone needs no savepoint, and the last one no release.</summary>
    /// <returns>False if there is nothing to commit, because the only item has failed.</returns>
    private bool RunItems(WriteSession session, IReadOnlyList<WriteItem> batch, ref int done)
    {
        var from = TimeProvider.System.GetTimestamp();
        var before = TimeSpan.Zero;
        var isAlone = batch.Count == 1;
        var isMarked = isAlone;
        do
        {
            if (!isMarked)
            {
                session.Mark(isFirst: done == 0);
            }

            var item = batch[done++];
            isMarked = isAlone;
            if (!RunItem(session, item))
            {
                if (isAlone)
                {
                    return false;
                }

                session.ReturnToMark();
                isMarked = true;
            }

            var after = TimeProvider.System.GetElapsedTime(from);
            took(item, after - before);
            before = after;
        }
        while (done < batch.Count && before < slice);
        return true;
    }

    /// <exception cref="DatabaseUnavailableException">Nobody knows whether it was carried out. The batch must not run again.</exception>
    private static void Commit(WriteSession session)
    {
        try
        {
            session.Commit();
        }
        catch (Exception e) when (DatabaseOutage.MayHaveCommitted(e))
        {
            throw DatabaseOutage.InDoubt(e);
        }
    }

    /// <returns>False if it failed. Its statements have to be undone.</returns>
    private static bool RunItem(WriteSession session, WriteItem item)
    {
        try
        {
            session.BeginItem(item.IntegrationKey);
            item.Run(session);
            session.SaveItem();
            return true;
        }
        catch (Exception e) when (DatabaseOutage.KindOf(e) is null)
        {
            item.RanInto(e);
            return false;
        }
        finally
        {
            session.EndItem();
        }
    }

    /// <summary>Throws away a connection that is broken or cannot even roll back. The next batch opens a new one.</summary>
    private void Rollback(WriteSession session, Exception cause)
    {
        var isSound = cause is not DatabaseUnavailableException && DatabaseOutage.KindOf(cause) is null or OutageKind.Contended or OutageKind.Locked;
        try
        {
            if (isSound)
            {
                session.Rollback();
            }
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            isSound = false;
        }

        if (!isSound)
        {
            _session = null;
            session.Dispose();
            dropIdle();
        }
    }
}
