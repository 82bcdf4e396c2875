using System.Collections.Concurrent;
using System.Data.Common;

namespace Scimify.Core.Persistence.Database;

/// <summary>Keeps a few connections for reads, each with its prepared statements.</summary>
/// <param name="size">The maximum number of connections.</param>
/// <param name="open">Opens one.</param>
/// <param name="dropIdle">Called when one was cut, before another is opened.</param>
internal sealed class ReadPool(int size, Func<ReadSession> open, Action dropIdle) : IDisposable
{
    /// <summary>For this long, a read is tried again on a new connection after its connection broke.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _free = new(size, size);
    private readonly ConcurrentStack<ReadSession> _idle = new();

    /// <param name="work">Runs again if the connection breaks.</param>
    /// <param name="ct">Cancels the wait for a connection.</param>
    /// <exception cref="Scimify.Core.Requests.DatabaseUnavailableException">The database cannot be read now.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<ReadSession, T> work, CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        try
        {
            var since = TimeProvider.System.GetTimestamp();
            while (true)
            {
                try
                {
                    return Read(work);
                }
                catch (Exception e) when (DatabaseOutage.KindOf(e) is { } kind)
                {
                    dropIdle();
                    CloseIdle();
                    if (kind != OutageKind.Away || TimeProvider.System.GetElapsedTime(since) >= Patience)
                    {
                        throw DatabaseOutage.Translate(e)!;
                    }
                }

                await Task.Delay(Pause, TimeProvider.System, ct);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        CloseIdle();
        _free.Dispose();
    }

    private T Read<T>(Func<ReadSession, T> work)
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

    private void CloseIdle()
    {
        while (_idle.TryPop(out var session))
        {
            session.Dispose();
        }
    }
}
