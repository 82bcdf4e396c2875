using System.Collections.Concurrent;
using System.Data.Common;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Database;

/// <summary>
/// Keeps a few connections for reads, each with its prepared statements. Integrations take turns, and none ever has all of them.
/// </summary>
/// <param name="size">The maximum number of connections.</param>
/// <param name="besideOthers">The maximum number for one integration while others read.</param>
/// <param name="open">Opens one.</param>
/// <param name="dropIdle">Called when one was cut, before another is opened.</param>
internal sealed class ReadPool(int size, int besideOthers, Func<ReadSession> open, Action dropIdle) : IDisposable
{
    /// <summary>For this long, a read is tried again on a new connection after its connection broke.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The lane of reads for all integrations, such as those of the engine. No integration has this key.</summary>
    public const int NoIntegration = FairGate.Nobody;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FairGate _gate = new(size, size - Math.Max(1, size / 4), besideOthers, TimeProvider.System);
    private readonly ConcurrentStack<ReadSession> _idle = new();

    /// <param name="lane">The integration that the read is for; <see cref="NoIntegration"/> for none.</param>
    /// <param name="limit">The longest wait for a connection, and then the longest time of the work; infinite for background work.</param>
    /// <param name="work">Runs again if the connection breaks.</param>
    /// <param name="ct">Cancels the wait for a connection, and interrupts the work.</param>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read now.</exception>
    /// <exception cref="TooMuchWorkException">The time is used up.</exception>
    public async ValueTask<T> ReadAsync<T>(int lane, TimeSpan limit, Func<ReadSession, T> work, CancellationToken ct)
    {
        try
        {
            await _gate.EnterAsync(lane, limit, ct);
        }
        catch (TimeoutException)
        {
            throw DatabaseOutage.ReadNotBegun(limit);
        }

        try
        {
            var since = TimeProvider.System.GetTimestamp();
            while (true)
            {
                try
                {
                    return Read(work, limit, ct);
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
            _gate.Leave(lane);
        }
    }

    public void Dispose()
    {
        CloseIdle();
    }

    private T Read<T>(Func<ReadSession, T> work, TimeSpan limit, CancellationToken ct)
    {
        if (!_idle.TryPop(out var session))
        {
            session = open();
        }

        var isSound = true;
        session.Begin(limit);
        try
        {
            using var registration = ct.UnsafeRegister(static reading => ((ReadSession)reading!).Interrupt(), session);
            return work(session);
        }
        catch (Exception e) when (session.IsInterrupted && (e is DbException or OperationCanceledException))
        {
            ct.ThrowIfCancellationRequested();
            throw DatabaseOutage.ReadTooLong(limit);
        }
        catch (DbException)
        {
            // The connection may be cut, or its state unknown. The next reader opens another.
            isSound = false;
            throw;
        }
        finally
        {
            if (session.End() && isSound)
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
