using System.Data.Common;

namespace Scimify.Core.Persistence.Database;

/// <summary>A pooled connection that cannot write. What it does can be interrupted at any time from another thread.</summary>
public sealed class ReadSession : DbSession
{
    /// <summary>An interruption may fall between two statements. It is repeated until the read has ended.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    /// <summary>How much later than the read's own limit a silent database counts as away.</summary>
    private const int SecondsToStop = 3;

    private readonly Action<DbConnection, DbCommand> _interrupt;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private DbCommand? _running;
    private TimeSpan _limit;
    private long _since;
    private bool _isActive;
    private volatile bool _isInterrupted;

    /// <param name="connection">Closed with the session.</param>
    /// <param name="dialect">Its SQL.</param>
    /// <param name="interrupt">Ends the statement that runs on the connection, if one does.</param>
    internal ReadSession(DbConnection connection, SqlDialect dialect, Action<DbConnection, DbCommand> interrupt)
        : base(connection, dialect)
    {
        _interrupt = interrupt;
        _timer = TimeProvider.System.CreateTimer(static session => ((ReadSession)session!).InterruptIfLate(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private protected override int? StatementSeconds => Dialect.StatementSeconds is { } seconds
        ? Math.Max(seconds, (int)Math.Ceiling(_limit.TotalSeconds) + SecondsToStop)
        : null;

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    /// <param name="limit">After this time, the read is interrupted; infinite for never.</param>
    internal void Begin(TimeSpan limit)
    {
        lock (_lock)
        {
            _limit = limit;
            _since = TimeProvider.System.GetTimestamp();
            _isActive = true;
        }

        if (limit != Timeout.InfiniteTimeSpan)
        {
            _timer.Change(limit, Again);
        }
    }

    /// <summary>Ends the statement that runs, and lets no other begin until <see cref="End"/>.</summary>
    internal void Interrupt()
    {
        lock (_lock)
        {
            if (!_isActive)
            {
                return;
            }

            if (!_isInterrupted)
            {
                _isInterrupted = true;
                _timer.Change(Again, Again);
            }

            if (_running is { } running)
            {
                _interrupt(Connection, running);
            }
        }
    }

    /// <returns>Whether the session can be used again: nobody interrupted it.</returns>
    internal bool End()
    {
        if (_isInterrupted || _limit != Timeout.InfiniteTimeSpan)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        lock (_lock)
        {
            _isActive = false;
            _running = null;
            return !_isInterrupted;
        }
    }

    /// <summary>Whether the work was interrupted, so that its exception is not the database's own.</summary>
    internal bool IsInterrupted => _isInterrupted;

    private protected override void BeginStatement(DbCommand command)
    {
        RequireTime();
        _running = command;
    }

    private protected override void RequireTime()
    {
        if (_isInterrupted)
        {
            throw new OperationCanceledException();
        }
    }

    private void InterruptIfLate()
    {
        lock (_lock)
        {
            // A tick of an earlier read may come late.
            if (_isInterrupted || (_limit != Timeout.InfiniteTimeSpan && TimeProvider.System.GetElapsedTime(_since) >= _limit))
            {
                Interrupt();
            }
        }
    }
}
