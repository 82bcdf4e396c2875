using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using SQLitePCL;

namespace Scimify.Core.Persistence.Database;

/// <summary>SQLite in WAL mode with synchronous FULL. Checkpoints run beside the commits.</summary>
public sealed class SqliteDatabase : ScimifyDatabase
{
    internal const int Readers = 4;

    /// <summary>Reads run on this machine's processors, and one of these stays free for others.</summary>
    private static readonly int ReadersBesideOthers = Math.Clamp(Environment.ProcessorCount - 1, 1, Readers - 1);

    /// <summary>Two of these, one after the other, are less than a write may take.</summary>
    internal const int BusyTimeoutMs = 4_000;

    /// <summary>SQLITE_DBCONFIG_ENABLE_QPSG in sqlite3.h.</summary>
    private const int EnableQueryPlannerStability = 1007;

    private readonly string _path;
    private readonly DbContextOptions<SqliteScimifyContext> _options;
    private readonly WalCheckpointer _checkpointer;
    private readonly FileWatch _watch;

    /// <param name="path">The database file; its folder must exist.</param>
    /// <param name="auditKey">Seals the entries of the audit log.</param>
    /// <param name="logger">Logs failed checkpoints.</param>
    /// <exception cref="DatabaseNotUsableException">The SQLite library is too old.</exception>
    public SqliteDatabase(string path, AuditKey auditKey, ILogger<ScimifyDatabase> logger)
        : base(SqlDialect.Sqlite, Readers, ReadersBesideOthers, auditKey)
    {
        SqliteLibrary.Require();
        _path = path;
        _options = SqliteScimifyContext.Options(builder => builder.UseSqlite(ConnectionString));
        _checkpointer = new WalCheckpointer(path + "-wal", () => Open(forWriting: true), logger);
        _watch = new FileWatch(path, logger);
    }

    /// <summary>The lock of whoever changes the schema or replaces the file. Processes that open the database wait for it.</summary>
    /// <exception cref="IOException">Somebody else holds it.</exception>
    public static FileStream LockMigration(string path) =>
        new(path + ".migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    protected override string Description => $"The database {_path}";

    public override DatabaseUnavailableException? FindLoss() => _watch.Find();

    private protected override void WatchFrom() => _watch.Begin(() => Open(forWriting: false));

    /// <summary>Creates no file: if somebody deletes it, an empty one in its place would hide that.</summary>
    private string ConnectionString =>
        new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadWrite, ForeignKeys = true, DefaultTimeout = BusyTimeoutMs / 1000, Pooling = true }.ToString();

    private protected override DbConnection OpenConnection(bool forWriting) => Open(forWriting);

    private protected override void Interrupt(DbConnection connection, DbCommand running) => raw.sqlite3_interrupt(((SqliteConnection)connection).Handle!);

    private protected override ScimifyContext NewContext() => new SqliteScimifyContext(_options);

    private protected override ScimifyContext NewContext(DbConnection connection, IInterceptor interceptor) =>
        new SqliteScimifyContext(SqliteScimifyContext.Options(builder => builder.UseSqlite(connection).AddInterceptors(interceptor)));

    private protected override void AfterCommit(WriteSession session) => _checkpointer.AfterCommit(session);

    private protected override async ValueTask<IAsyncDisposable> LockForMigrationAsync(CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var exclusive = LockMigration(_path);
                CreateIfMissing();
                return exclusive;
            }
            catch (IOException) when (attempt < 300)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DatabaseNotUsableException($"{Description} is being migrated by another process, or its folder cannot be written: {e.Message}", e);
            }
        }
    }

    /// <summary>EF's own lock is a row, which survives a killed process and would block forever. The file lock above replaces it.</summary>
    private protected override async Task PrepareMigrationAsync(ScimifyContext context, CancellationToken ct)
    {
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", ct);
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
    }

    private void CreateIfMissing()
    {
        if (!File.Exists(_path))
        {
            File.Create(_path).Dispose();
        }
    }

    private protected override ValueTask CloseAsync()
    {
        _watch.Dispose();
        _checkpointer.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        return ValueTask.CompletedTask;
    }

    private SqliteConnection Open(bool forWriting)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
        connection.Open();
        try
        {
            SetUp(connection, forWriting);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void SetUp(SqliteConnection connection, bool forWriting)
    {
        if (forWriting)
        {
            RequireWritable(connection);
        }

        KeepPlans(connection);
        using var setUp = connection.CreateCommand();
        setUp.CommandText = $"""
            PRAGMA busy_timeout = {BusyTimeoutMs};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = {WalCheckpointer.QuietBytes};
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -16000;
            PRAGMA query_only = {(forWriting ? 0 : 1)};
            """;
        setUp.ExecuteNonQuery();
    }

    /// <summary>SQLite opens a file that it cannot write for reading, and says nothing.</summary>
    internal static void RequireWritable(SqliteConnection connection)
    {
        if (raw.sqlite3_db_readonly(connection.Handle!, "main") == 1)
        {
            throw new SqliteException("The file can be opened for reading only", raw.SQLITE_READONLY, DatabaseOutage.ReadOnlyDirectory);
        }
    }

    /// <summary>
    /// Lets a prepared statement keep its plan whatever is bound to it. Otherwise SQLite plans it again at each execution, because a
    /// partial index or a LIKE might suit the new value, and that costs more than the execution (SQLITE_DBCONFIG_ENABLE_QPSG).
    /// </summary>
    private static void KeepPlans(SqliteConnection connection)
    {
        var result = raw.sqlite3_db_config(connection.Handle!, EnableQueryPlannerStability, 1, out _);
        if (result != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite does not keep the plans of prepared statements (result {result}).");
        }
    }
}
