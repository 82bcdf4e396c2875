using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Scimify.Core.Persistence.Database;

/// <summary>
/// Moves the write-ahead log into the database file without delaying commits. When the log has grown, a connection of its own
/// runs a PASSIVE checkpoint. Between two commits, the writer copies only what that pass has left. So SQLite can start the
/// log again even if writes never pause.
/// </summary>
internal sealed partial class WalCheckpointer : IDisposable
{
    /// <summary>SQLite cuts the log to this size when it starts it again, so the log's length says how much is in it.</summary>
    public const int QuietBytes = 1024 * 1024;

    private const long PassiveBytes = 4 * 1024 * 1024;
    private const long CatchUpBytes = 16 * 1024 * 1024;
    private const long TruncateBytes = 128 * 1024 * 1024;

    /// <summary>Longer than any page reads. A backup reads longer than a write should wait.</summary>
    private const int TruncatePatienceMs = 250;

    private readonly FileInfo _wal;
    private readonly Func<SqliteConnection> _open;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _running;
    private bool _passed;
    private long _truncateAbove = TruncateBytes;
    private long _lastTriggerBytes;

    public WalCheckpointer(string walPath, Func<SqliteConnection> open, ILogger logger)
    {
        _wal = new FileInfo(walPath);
        _open = open;
        _logger = logger;
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Call on the writer's thread, outside a transaction. Never throws: what was committed stays committed.</summary>
    public void AfterCommit(WriteSession session)
    {
        _wal.Refresh();
        var bytes = _wal.Exists ? _wal.Length : 0;
        if (bytes > _truncateAbove)
        {
            _truncateAbove = Truncate(session) ? TruncateBytes : bytes + TruncateBytes;
        }
        else if (bytes > CatchUpBytes && Interlocked.Exchange(ref _passed, false))
        {
            Checkpoint(session, "PASSIVE");
        }

        if (bytes < _lastTriggerBytes)
        {
            _lastTriggerBytes = 0;
        }

        if (bytes - _lastTriggerBytes > PassiveBytes && Interlocked.CompareExchange(ref _running, 1, 0) == 0)
        {
            _lastTriggerBytes = bytes;
            _wanted.Release();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Wait();
        _stop.Dispose();
        _wanted.Dispose();
    }

    /// <returns>False if somebody still reads older data. It is tried again when the log has grown by as much again.</returns>
    private bool Truncate(WriteSession session)
    {
        Wait(session, TruncatePatienceMs);
        var done = Checkpoint(session, "TRUNCATE");
        Wait(session, SqliteDatabase.BusyTimeoutMs);
        return done;
    }

    /// <summary>Needs a new command each time: SQLite sets the timeout when it prepares the statement, not when it runs a kept one.</summary>
    private static void Wait(WriteSession session, int milliseconds)
    {
        using var command = session.Connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout = {milliseconds}";
        command.ExecuteNonQuery();
    }

    private bool Checkpoint(WriteSession session, string mode)
    {
        try
        {
            var done = false;
            session.Each(
                $"PRAGMA wal_checkpoint({mode})",
                row =>
                {
                    done = row.GetInt32(0) == 0;
                    return true;
                });
            return done;
        }
        catch (SqliteException e)
        {
            CheckpointFailed(_logger, e);
            return false;
        }
    }

    private void Run()
    {
        while (true)
        {
            try
            {
                _wanted.Wait(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                using var connection = _open();
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
                command.ExecuteNonQuery();
                Volatile.Write(ref _passed, true);
            }
            catch (SqliteException e)
            {
                CheckpointFailed(_logger, e);
            }

            Volatile.Write(ref _running, 0);
        }
    }

    [LoggerMessage(1501, LogLevel.Error, "A checkpoint of the database failed; the write-ahead log keeps growing until one succeeds")]
    private static partial void CheckpointFailed(ILogger logger, Exception e);
}
