using System.Collections.Concurrent;
using System.Data.Common;

namespace Scimify.Core.Persistence.Database;

/// <summary>Keeps a few connections for reads, each with its prepared statements.</summary>
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

            var isSound = true;
            try
            {
                return work(session);
            }
            catch (DbException)
            {
                // The connection may be cut, or its state unknown. The next reader opens another.
                isSound = false;
                throw;
            }
            finally
            {
                if (isSound)
                {
                    _idle.Push(session);
                }
                else
                {
                    session.Dispose();
                }
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
