using System.Collections.Concurrent;

namespace Scimify.Core.Persistence;

/// <summary>A few kept connections for reads, each with its prepared statements.</summary>
internal sealed class ReadPool(int size, Func<ReadSession> open) : IDisposable
{
    private readonly SemaphoreSlim _free = new(size, size);
    private readonly ConcurrentStack<ReadSession> _idle = new();

    public async ValueTask<T> ReadAsync<T>(Func<ReadSession, T> work, CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        try
        {
            if (!_idle.TryPop(out var session))
            {
                session = open();
            }

            try
            {
                var result = work(session);
                _idle.Push(session);
                return result;
            }
            catch
            {
                // Its state is unknown after a failure; opening another is cheap and rare.
                session.Dispose();
                throw;
            }
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryPop(out var session))
        {
            session.Dispose();
        }

        _free.Dispose();
    }
}
