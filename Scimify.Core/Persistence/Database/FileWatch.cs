using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Database;

/// <summary>
/// Notices that the database file at its path is no longer the one that is open: whatever is written then, nobody finds again.
/// </summary>
internal sealed partial class FileWatch(string path, ILogger logger) : IDisposable
{
    /// <summary>SQLITE_FCNTL_HAS_MOVED: compares the inode of the open file with that of the path, by one stat.</summary>
    private const int HasMoved = 20;

    private const string Words =
        "The database file was deleted or replaced while Scimify was running. Nothing was written. Whoever runs Scimify has to put the file back or restart it.";

    private readonly Lock _gate = new();
    private readonly FileInfo _wal = new(path + "-wal");
    private SqliteConnection? _open;
    private bool _isLost;

    /// <summary>Keeps a connection to the file that is there now.</summary>
    public void Begin(Func<SqliteConnection> open)
    {
        lock (_gate)
        {
            if (_open is not null)
            {
                return;
            }

            _open = open();
            using var read = _open.CreateCommand(); // creates the write-ahead log
            read.CommandText = "SELECT count(*) FROM sqlite_master";
            read.ExecuteScalar();
        }
    }

    /// <returns>Null if the file is where it was, or nobody has begun to watch it.</returns>
    public DatabaseUnavailableException? Find()
    {
        lock (_gate)
        {
            if (_open is null)
            {
                return null;
            }

            var isLost = IsGone(_open);
            if (isLost && !_isLost)
            {
                Lost(logger, path);
            }
            else if (_isLost && !isLost)
            {
                Back(logger, path);
            }

            _isLost = isLost;
            return isLost ? new DatabaseUnavailableException(Words) : null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _open?.Dispose();
            _open = null;
        }
    }

    /// <summary>A log that somebody deleted takes what was committed with it.</summary>
    private bool IsGone(SqliteConnection open)
    {
        _wal.Refresh();
        return !_wal.Exists || Control(open.Handle!.DangerousGetHandle(), "main", HasMoved, out var moved) != 0 || moved != 0;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    private static extern int Control(nint database, [MarshalAs(UnmanagedType.LPUTF8Str)] string schema, int operation, out int moved);

    [LoggerMessage(1502, LogLevel.Critical,
        "The database file {Path} was deleted or replaced while Scimify was running. Nothing is written any longer, because nobody would find it again. Put the file back, or stop Scimify, restore, and start it")]
    private static partial void Lost(ILogger logger, string path);

    [LoggerMessage(1503, LogLevel.Warning, "The database file {Path} is back where it was")]
    private static partial void Back(ILogger logger, string path);
}
