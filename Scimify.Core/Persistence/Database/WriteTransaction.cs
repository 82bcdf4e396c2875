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

    /// <returns>How many items ran. The others have to wait for another batch.</returns>
    /// <exception cref="Exception">The whole was undone, or is in doubt.</exception>
    public int Run(IReadOnlyList<WriteItem> batch)
    {
        var done = 0;
        var session = _session ??= open();
        try
        {
            session.Execute(session.Dialect.BeginWrite);
            session.BeginBatch();
            session.LockIntegrations(batch.Select(item => item.IntegrationKey).OfType<int>());
            RunItems(session, batch, ref done);

            session.WriteCalls();
            session.SendNews();
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

    /// <summary>Runs them until the slice is over, but at least one.</summary>
    private void RunItems(WriteSession session, IReadOnlyList<WriteItem> batch, ref int done)
    {
        var from = TimeProvider.System.GetTimestamp();
        var before = TimeSpan.Zero;
        do
        {
            var item = batch[done++];
            RunItem(session, item);
            var after = TimeProvider.System.GetElapsedTime(from);
            took(item, after - before);
            before = after;
        }
        while (done < batch.Count && before < slice);
    }

    /// <exception cref="DatabaseUnavailableException">Nobody knows whether it was carried out. The batch must not run again.</exception>
    private static void Commit(WriteSession session)
    {
        try
        {
            session.Execute("COMMIT");
        }
        catch (Exception e) when (DatabaseOutage.MayHaveCommitted(e))
        {
            throw DatabaseOutage.InDoubt(e);
        }
    }

    private static void RunItem(WriteSession session, WriteItem item)
    {
        session.Execute("SAVEPOINT item");
        try
        {
            session.BeginItem(item.IntegrationKey);
            item.Run(session);
            session.SaveItem();
        }
        catch (Exception e) when (DatabaseOutage.KindOf(e) is null)
        {
            session.Execute("ROLLBACK TO SAVEPOINT item");
            item.RanInto(e);
        }
        finally
        {
            session.EndItem();
        }

        session.Execute("RELEASE SAVEPOINT item");
    }

    /// <summary>Throws away a connection that is broken or cannot even roll back. The next batch opens a new one.</summary>
    private void Rollback(WriteSession session, Exception cause)
    {
        var isSound = cause is not DatabaseUnavailableException && DatabaseOutage.KindOf(cause) is null or OutageKind.Contended or OutageKind.Locked;
        try
        {
            if (isSound)
            {
                session.Execute("ROLLBACK");
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
