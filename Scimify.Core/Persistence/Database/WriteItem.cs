namespace Scimify.Core.Persistence.Database;

/// <summary>Why a worker may claim rows of an integration after an item.</summary>
internal enum Claimable
{
    Nothing,

    /// <summary>A row is done, so its place is free for one that waits.</summary>
    Place,

    /// <summary>Rows may be due.</summary>
    Rows,
}

/// <summary>A piece of work in the queue of <see cref="DatabaseWriter"/>.</summary>
internal abstract class WriteItem(int? integrationKey)
{
    private readonly long _since = TimeProvider.System.GetTimestamp();
    private int _isTaken;

    public int? IntegrationKey => integrationKey;

    /// <summary>What it leaves to be claimed in the same transaction.</summary>
    public Claimable Leaves { get; init; }

    public TimeSpan Age => TimeProvider.System.GetElapsedTime(_since);

    /// <summary>Whether the writer may run it. Then nobody else gives it up.</summary>
    /// <param name="longest">After this age, nobody may be waiting for it any more. It fails instead.</param>
    public bool TryBegin(TimeSpan longest)
    {
        if (IsCancelled() || !Take())
        {
            return false;
        }

        if (Age < longest)
        {
            return true;
        }

        Fail(DatabaseOutage.TooLate());
        return false;
    }

    /// <summary>It did not run after all, and waits again.</summary>
    public void PutBack() => Volatile.Write(ref _isTaken, 0);

    /// <summary>Whether it has not begun, and never will.</summary>
    public bool GiveUp() => Take();

    public abstract void Run(WriteSession session);

    public abstract void RanInto(Exception e);

    public abstract void Answer();

    public abstract void Fail(Exception e);

    protected abstract bool IsCancelled();

    private bool Take() => Interlocked.Exchange(ref _isTaken, 1) == 0;
}

/// <summary>With the promise of a result to whoever waits for it.</summary>
internal sealed class PromisedWrite<T>(int? integrationKey, Func<WriteSession, T> work, CancellationToken ct) : WriteItem(integrationKey)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _error;

    public Task<T> Task => _answer.Task;

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

    protected override bool IsCancelled() => ct.IsCancellationRequested && _answer.TrySetCanceled(ct);
}
