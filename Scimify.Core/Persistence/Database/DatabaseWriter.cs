using System.Data.Common;
using System.Threading.Channels;

namespace Scimify.Core.Persistence.Database;

/// <summary>
/// The one writer of this process (group commit). Up to <see cref="BatchSize"/> waiting items share a transaction, each
/// behind a savepoint, and every caller gets its answer after the commit.
/// </summary>
internal sealed class DatabaseWriter : IAsyncDisposable
{
    private const int BatchSize = 64;
    private const int QueueLength = 4096;
    private const int AttemptsAlone = 4;

    private readonly Func<WriteSession> _open;
    private readonly Action<WriteSession> _afterCommit;
    private readonly Channel<WriteItem> _queue = Channel.CreateBounded<WriteItem>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Task _loop;
    private WriteSession? _session;

    public DatabaseWriter(Func<WriteSession> open, Action<WriteSession> afterCommit)
    {
        _open = open;
        _afterCommit = afterCommit;
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Runs the work in the next batch.</summary>
    /// <param name="integrationKey">The integration whose directory the work changes; null for none.</param>
    /// <param name="work">If it throws, only its own statements are undone, and the caller gets the exception.</param>
    /// <param name="ct">Gives up the place in the queue. Work that has begun is finished.</param>
    public async Task<T> WriteAsync<T>(int? integrationKey, Func<WriteSession, T> work, CancellationToken ct)
    {
        var item = new WriteItem<T>(integrationKey, work, ct);
        await _queue.Writer.WriteAsync(item, ct);
        return await item.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private void Run()
    {
        var batch = new List<WriteItem>(BatchSize);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var item))
            {
                if (item.TryBegin())
                {
                    batch.Add(item);
                }
            }

            Commit(batch);
            batch.Clear();
        }

        _session?.Dispose();
    }

    private void Commit(List<WriteItem> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            Attempt(batch);
        }
        catch (DbException) when (batch.Count > 1)
        {
            foreach (var item in batch)
            {
                CommitAlone(item);
            }

            return;
        }
        catch (DbException e) when (e.IsTransient)
        {
            CommitAlone(batch[0]);
            return;
        }
        catch (Exception e)
        {
            foreach (var item in batch)
            {
                item.Fail(e);
            }

            return;
        }

        foreach (var item in batch)
        {
            item.Answer();
        }
    }

    /// <summary>Runs one item again by itself, a few times, after another node's lock or a cut connection undid the batch.</summary>
    private void CommitAlone(WriteItem item)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Attempt([item]);
                item.Answer();
                return;
            }
            catch (DbException e) when (e.IsTransient && attempt < AttemptsAlone)
            {
            }
            catch (Exception e)
            {
                item.Fail(e);
                return;
            }
        }
    }

    private void Attempt(List<WriteItem> batch)
    {
        var session = _session ??= _open();
        try
        {
            session.Execute(session.Dialect.BeginWrite);
            session.BeginBatch();
            session.LockIntegrations(batch.Select(item => item.IntegrationKey).OfType<int>());
            foreach (var item in batch)
            {
                RunItem(session, item);
            }

            session.SendNews();
            session.Execute("COMMIT");
        }
        catch
        {
            Rollback(session);
            throw;
        }

        _afterCommit(session);
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
        catch (Exception e) when (e is not DbException { IsTransient: true })
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

    /// <summary>Throws away a connection that cannot even roll back. The next batch opens a new one.</summary>
    private void Rollback(WriteSession session)
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            _session = null;
            session.Dispose();
        }
    }

    private abstract class WriteItem(int? integrationKey)
    {
        public int? IntegrationKey => integrationKey;

        public abstract bool TryBegin();

        public abstract void Run(WriteSession session);

        public abstract void RanInto(Exception e);

        public abstract void Answer();

        public abstract void Fail(Exception e);
    }

    private sealed class WriteItem<T>(int? integrationKey, Func<WriteSession, T> work, CancellationToken ct) : WriteItem(integrationKey)
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _error;

        public Task<T> Task => _answer.Task;

        public override bool TryBegin() => !ct.IsCancellationRequested || !_answer.TrySetCanceled(ct);

        public override void Run(WriteSession session)
        {
            _error = null;
            _result = work(session);
        }

        public override void RanInto(Exception e) => _error = e;

        public override void Answer()
        {
            if (_error is null)
            {
                _answer.SetResult(_result!);
            }
            else
            {
                _answer.SetException(_error);
            }
        }

        public override void Fail(Exception e) => _answer.SetException(e);
    }
}
