using System.Data.Common;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Database;

/// <summary>
/// The one writer of this process (group commit). Up to <see cref="BatchSize"/> waiting items share a transaction, each
/// behind a savepoint, and every caller gets its answer after the commit. Integrations take turns, and a batch ends early if its
/// items take long, so that what came meanwhile has its turn.
/// </summary>
internal sealed class DatabaseWriter : IAsyncDisposable
{
    private const int BatchSize = 64;
    private const int LaneLength = 4096;

    /// <summary>A write that has not begun after this time never begins. The database's own limits on locks and statements bound the rest.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    /// <summary>For this long, a batch is tried again on a new connection after its connection broke before the commit.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>After this time, a batch begins no further item.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Func<DatabaseUnavailableException?> _loss;
    private readonly Func<int, Claimable, WriteItem?> _follower;
    private readonly WriteQueue _queue = new(LaneLength, TimeProvider.System);
    private readonly WriteTransaction _transaction;
    private readonly ManualResetEventSlim _ending = new();
    private readonly Task _loop;
    private DatabaseUnavailableException? _failure;
    private bool _isLost;

    /// <param name="open">Opens the writer's connection.</param>
    /// <param name="afterCommit">Runs on the writer's thread. Never throws.</param>
    /// <param name="dropIdle">Called when the connection was cut, before another is opened.</param>
    /// <param name="loss">Why nobody will find again what was committed; null if all is well. It is asked after every commit, before the answers.</param>
    /// <param name="follower">What goes with a batch that leaves something of this integration to be claimed; null for nothing. Called on the writer's thread. Never throws.</param>
    /// <param name="slice"><see cref="Slice"/>, except in tests.</param>
    public DatabaseWriter(
        Func<WriteSession> open,
        Action<WriteSession> afterCommit,
        Action dropIdle,
        Func<DatabaseUnavailableException?> loss,
        Func<int, Claimable, WriteItem?> follower,
        TimeSpan slice)
    {
        _loss = loss;
        _follower = follower;
        _transaction = new WriteTransaction(open, afterCommit, dropIdle, slice, (item, busy) =>
        {
            if (busy > Slice)
            {
                _queue.Rest(item, busy);
            }
        });
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Why the last batch could not be written; null if it could.</summary>
    public DatabaseUnavailableException? Failure => Volatile.Read(ref _failure);

    /// <summary>Runs the work in the next batch.</summary>
    /// <param name="integrationKey">The integration whose directory the work changes; null for none.</param>
    /// <param name="work">If it throws, only its own statements are undone, and the caller gets the exception. It runs again if the database undid the batch.</param>
    /// <param name="ct">Gives up the place in the queue. Work that has begun is finished.</param>
    /// <exception cref="DatabaseUnavailableException">The database could not do it in time.</exception>
    public Task<T> WriteAsync<T>(int? integrationKey, Func<WriteSession, T> work, CancellationToken ct) =>
        WriteAsync(new PromisedWrite<T>(integrationKey, work, ct), ct);

    /// <inheritdoc cref="WriteAsync{T}(int?, Func{WriteSession, T}, CancellationToken)"/>
    public async Task<T> WriteAsync<T>(PromisedWrite<T> item, CancellationToken ct)
    {
        await _queue.EnterAsync(item, ct);
        try
        {
            return await item.Task.WaitAsync(LongestWait, TimeProvider.System, CancellationToken.None);
        }
        catch (TimeoutException) when (item.GiveUp())
        {
            throw DatabaseOutage.TooLate();
        }
        catch (TimeoutException)
        {
            return await item.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        _ending.Set();
        await _loop;
        _ending.Dispose();
    }

    private void Run()
    {
        var batch = new List<WriteItem>(BatchSize);
        while (_queue.WaitForMore())
        {
            while (batch.Count < BatchSize && _queue.TryTake(out var item))
            {
                if (item.TryBegin(LongestWait))
                {
                    batch.Add(item);
                }
            }

            if (batch.Count > 0)
            {
                Commit(batch);
                batch.Clear();
            }
        }

        _transaction.Dispose();
    }

    private void Commit(List<WriteItem> batch)
    {
        if (_isLost && IsLost(batch))
        {
            return;
        }

        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                var done = _transaction.Run(batch, hasWaited => Complete(batch, hasWaited));
                PutBack(batch, done);
                AnswerUnlessLost(batch);
                return;
            }
            catch (Exception e)
            {
                var kind = DatabaseOutage.KindOf(e);
                if (kind == OutageKind.Away && _failure is null or { IsInDoubt: true } && TimeProvider.System.GetElapsedTime(since) < Patience && !_ending.Wait(Pause))
                {
                    continue;
                }

                if (kind == OutageKind.Contended || (kind is null && e is DbException && batch.Count > 1))
                {
                    CommitOneByOne(batch);
                }
                else
                {
                    Fail(batch, e);
                }

                return;
            }
        }
    }

    private void Complete(List<WriteItem> batch, bool hasWaited)
    {
        if (hasWaited)
        {
            Join(batch);
        }

        foreach (var left in batch.Where(item => item.Leaves != Claimable.Nothing).GroupBy(item => item.IntegrationKey!.Value, item => item.Leaves).ToList())
        {
            if (_follower(left.Key, left.Max()) is { } follower && follower.TryBegin(LongestWait))
            {
                batch.Add(follower);
            }
        }
    }

    /// <summary>
    /// What came while the batch waited for another server goes with it, so that servers which write to one directory wait less
    /// often. What concerns other directories needs their locks, and has its turn next.
    /// </summary>
    private void Join(List<WriteItem> batch)
    {
        var locked = batch.Select(item => item.IntegrationKey).ToHashSet();
        var others = new List<WriteItem>();
        while (batch.Count + others.Count < BatchSize && _queue.TryTake(out var item))
        {
            if (item.IntegrationKey is not null && !locked.Contains(item.IntegrationKey))
            {
                others.Add(item);
            }
            else if (item.TryBegin(LongestWait))
            {
                batch.Add(item);
            }
        }

        _queue.PutBack(others);
    }

    /// <summary>What the batch had no time for is not begun yet, and leaves the batch.</summary>
    private void PutBack(List<WriteItem> batch, int done)
    {
        if (done == batch.Count)
        {
            return;
        }

        var rest = batch[done..];
        batch.RemoveRange(done, rest.Count);
        rest.ForEach(item => item.PutBack());
        _queue.PutBack(rest);
    }

    /// <summary>
    /// Runs each item by itself after another server's lock, or an error of the whole, undid the batch. What another server keeps
    /// locked is tried again in turn, as long as its caller may still be waiting, and after what came meanwhile.
    /// </summary>
    private void CommitOneByOne(List<WriteItem> batch)
    {
        var rest = new Queue<WriteItem>(batch);
        while (rest.TryDequeue(out var item))
        {
            try
            {
                _transaction.Run([item]);
                AnswerUnlessLost([item]);
            }
            catch (Exception e) when (DatabaseOutage.KindOf(e) == OutageKind.Contended && item.Age < LongestWait)
            {
                while (rest.Count < BatchSize && _queue.TryTake(out var next))
                {
                    if (next.TryBegin(LongestWait))
                    {
                        rest.Enqueue(next);
                    }
                }

                rest.Enqueue(item);
            }
            catch (Exception e) when (DatabaseOutage.KindOf(e) is null or OutageKind.Contended)
            {
                item.Fail(DatabaseOutage.Translate(e) ?? e);
            }
            catch (Exception e)
            {
                Fail([item, .. rest], e);
                return;
            }
        }
    }

    /// <summary>
    /// In an outage also for whatever waits in the queue, so that nobody waits for it twice. What comes after the answers is tried.
    /// </summary>
    private void Fail(List<WriteItem> batch, Exception e)
    {
        var outage = DatabaseOutage.Translate(e);
        List<WriteItem> failed = [.. batch];
        if (outage is not null)
        {
            Volatile.Write(ref _failure, outage);
            while (!outage.IsInDoubt && _queue.TryTake(out var item, evenResting: true))
            {
                if (item.TryBegin(LongestWait))
                {
                    failed.Add(item);
                }
            }
        }

        failed.ForEach(item => item.Fail(outage ?? e));
    }

    private void AnswerUnlessLost(List<WriteItem> batch)
    {
        if (IsLost(batch))
        {
            return;
        }

        // The last first: a worker knows what it has claimed before the write that made it due is answered.
        for (var i = batch.Count - 1; i >= 0; i--)
        {
            batch[i].Answer();
        }
    }

    private bool IsLost(List<WriteItem> batch)
    {
        var loss = _loss();
        _isLost = loss is not null;
        Volatile.Write(ref _failure, loss);
        foreach (var item in loss is null ? [] : batch)
        {
            item.Fail(loss!);
        }

        return _isLost;
    }
}
