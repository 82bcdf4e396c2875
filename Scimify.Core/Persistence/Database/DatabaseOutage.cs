using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Scimify.Core.Requests;
using SQLitePCL;

namespace Scimify.Core.Persistence.Database;

/// <summary>What keeps the database from its work for a while, so that the same request can succeed later.</summary>
public enum OutageKind
{
    /// <summary>The connection broke, or there is none to be had. What was not committed is lost.</summary>
    Away,

    /// <summary>Another writer has the rows, or the two wanted each other's. The transaction is undone.</summary>
    Contended,

    /// <summary>Somebody has locked the whole database.</summary>
    Locked,

    /// <summary>No room on the disk.</summary>
    Full,

    /// <summary>The disk or the file system fails.</summary>
    Broken,

    /// <summary>The file or its folder cannot be written, for example because the system mounted a failing disk read-only.</summary>
    ReadOnly,
}

/// <summary>
/// The one place that tells an outage of the database from an error of a statement. Its tables are closed: what they do not
/// name is an error.
/// </summary>
public static class DatabaseOutage
{
    private const int CannotInitialize = raw.SQLITE_READONLY | (5 << 8);
    internal const int ReadOnlyDirectory = raw.SQLITE_READONLY | (6 << 8);

    private static readonly Dictionary<int, OutageKind> SqliteCodes = new()
    {
        [raw.SQLITE_BUSY] = OutageKind.Locked,
        [raw.SQLITE_LOCKED] = OutageKind.Locked,
        [raw.SQLITE_PROTOCOL] = OutageKind.Locked,
        [raw.SQLITE_FULL] = OutageKind.Full,
        [raw.SQLITE_IOERR] = OutageKind.Broken,
        [raw.SQLITE_CANTOPEN] = OutageKind.Broken,
    };

    /// <summary>READONLY alone is a statement on a connection that cannot write.</summary>
    private static readonly Dictionary<int, OutageKind> SqliteExtendedCodes = new()
    {
        [raw.SQLITE_READONLY_DBMOVED] = OutageKind.Broken,
        [CannotInitialize] = OutageKind.ReadOnly,
        [ReadOnlyDirectory] = OutageKind.ReadOnly,
    };

    /// <summary>By SQLSTATE, or by its class of two characters.</summary>
    private static readonly Dictionary<string, OutageKind> PostgresStates = new(StringComparer.Ordinal)
    {
        ["08"] = OutageKind.Away,
        [PostgresErrorCodes.AdminShutdown] = OutageKind.Away,
        [PostgresErrorCodes.CrashShutdown] = OutageKind.Away,
        [PostgresErrorCodes.CannotConnectNow] = OutageKind.Away,
        [PostgresErrorCodes.IdleSessionTimeout] = OutageKind.Away,
        ["25P03"] = OutageKind.Away, // idle_in_transaction_session_timeout
        ["25P04"] = OutageKind.Away, // transaction_timeout
        [PostgresErrorCodes.TooManyConnections] = OutageKind.Away,
        [PostgresErrorCodes.ReadOnlySqlTransaction] = OutageKind.Away, // another server has become the primary
        [PostgresErrorCodes.SerializationFailure] = OutageKind.Contended,
        [PostgresErrorCodes.DeadlockDetected] = OutageKind.Contended,
        [PostgresErrorCodes.LockNotAvailable] = OutageKind.Contended,
        [PostgresErrorCodes.QueryCanceled] = OutageKind.Locked,
        [PostgresErrorCodes.DiskFull] = OutageKind.Full,
        [PostgresErrorCodes.OutOfMemory] = OutageKind.Broken,
        ["58"] = OutageKind.Broken,
    };

    /// <summary>Looks at the causes too, because EF Core wraps the database's exception.</summary>
    /// <returns>Null if it is no outage, or was told as one already.</returns>
    public static OutageKind? KindOf(Exception e)
    {
        for (var cause = e; cause is not null and not OperationCanceledException and not DatabaseUnavailableException; cause = cause.InnerException)
        {
            if (KindOfCause(cause) is { } kind)
            {
                return kind;
            }
        }

        return null;
    }

    /// <returns>What callers get; null if it is no outage.</returns>
    public static DatabaseUnavailableException? Translate(Exception e) =>
        e as DatabaseUnavailableException ?? (KindOf(e) is { } kind ? new DatabaseUnavailableException(Words(kind), cause: e) : null);

    /// <summary>Whether a COMMIT that failed like this may have been carried out.</summary>
    internal static bool MayHaveCommitted(Exception commit) => commit switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == raw.SQLITE_IOERR,
        PostgresException { InvariantSeverity: "ERROR" } => false,
        _ => true,
    };

    internal static DatabaseUnavailableException InDoubt(Exception commit) => new(
        "The connection to the database broke while the change was being committed. Read it again to see whether it was made.", isInDoubt: true, cause: commit);

    internal static DatabaseUnavailableException TooLate() => new("The database is too busy: other changes have kept this one waiting for too long. Try again in a few seconds.");

    internal static TooMuchWorkException ReadNotBegun(TimeSpan limit) => new(
        $"Other requests of this integration are still being answered, and this one has waited for {limit.TotalSeconds} s. Try again in a few seconds.");

    internal static TooMuchWorkException ReadTooLong(TimeSpan limit) => new(
        $"The request took longer than {limit.TotalSeconds} s and was stopped. Ask for less: compare fewer values, or attributes with an index, such as userName with \"eq\".");

    private static OutageKind? KindOfCause(Exception e) => e switch
    {
        SqliteException sqlite => Find(SqliteExtendedCodes, sqlite.SqliteExtendedErrorCode) ?? Find(SqliteCodes, sqlite.SqliteErrorCode),
        PostgresException postgres => Find(PostgresStates, postgres.SqlState) ?? Find(PostgresStates, postgres.SqlState[..2]),
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException or NpgsqlException } or NpgsqlException { IsTransient: true } => OutageKind.Away,
        _ => null,
    };

    private static OutageKind? Find<T>(Dictionary<T, OutageKind> table, T key)
        where T : notnull => table.TryGetValue(key, out var kind) ? kind : null;

    private static string Words(OutageKind kind) => kind switch
    {
        OutageKind.Away => "The database does not answer at the moment. Nothing was written. Try again in a few seconds.",
        OutageKind.Contended or OutageKind.Locked => "The database is locked by something else. Nothing was written. Try again in a few seconds.",
        OutageKind.ReadOnly => "The database is read-only. Nothing was written. Try again later.",
        OutageKind.Full => "The disk of the database is full. Nothing was written. Try again when there is room.",
        _ => "The disk of the database fails. Nothing was written. Try again later.",
    };
}
