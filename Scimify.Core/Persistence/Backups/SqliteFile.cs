using Microsoft.Data.Sqlite;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Backups;

/// <summary>Copies, checks and locks the file of a SQLite database.</summary>
public static class SqliteFile
{
    private const int PatienceSeconds = 5;

    /// <summary>
    /// Copies what is committed now, while others go on writing. <c>VACUUM INTO</c> reads in one transaction, so no write makes
    /// it start again, as it would SQLite's step-by-step backup. Deleted rows are not in the copy.
    /// </summary>
    /// <param name="path">An existing database.</param>
    /// <param name="copy">A file that is absent or empty.</param>
    public static void CopyTo(string path, string copy)
    {
        using var connection = Open(path);
        using var command = Command(connection, "VACUUM INTO $copy");
        command.Parameters.AddWithValue("$copy", copy);
        command.ExecuteNonQuery();
    }

    /// <summary>Whether the file starts like a database. It is not opened as one, because that could change the files beside it.</summary>
    public static bool IsDatabase(string path)
    {
        Span<byte> start = stackalloc byte[16];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("SQLite format 3\0"u8);
    }

    /// <returns>The newest migration in the database; null if it is not Scimify's.</returns>
    public static string? LastMigration(string path)
    {
        using var connection = Open(path);
        using var exists = Command(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'");
        if (exists.ExecuteScalar() is null)
        {
            return null;
        }

        using var last = Command(connection, "SELECT max(\"MigrationId\") FROM \"__EFMigrationsHistory\"");
        return last.ExecuteScalar() as string;
    }

    /// <summary>Reads everything: pages, indexes and references between rows.</summary>
    /// <exception cref="DatabaseNotUsableException">Something is damaged; the message says what.</exception>
    public static void Check(string path)
    {
        using var connection = Open(path);
        using var integrity = Command(connection, "PRAGMA integrity_check(1)");
        if (integrity.ExecuteScalar() is not "ok" and var problem)
        {
            throw new DatabaseNotUsableException($"The database {path} is damaged: {problem}");
        }

        using var references = Command(connection, "PRAGMA foreign_key_check");
        using var row = references.ExecuteReader();
        if (row.Read())
        {
            throw new DatabaseNotUsableException($"The database {path} is damaged: a row of {row.GetString(0)} refers to a row of {row.GetString(2)} that is not there");
        }
    }

    /// <summary>Merges the write-ahead log into the database file, and locks everybody else out until disposed.</summary>
    /// <exception cref="SqliteException">Another process has it open, or it is not a database.</exception>
    public static IDisposable TakeAlone(string path)
    {
        var connection = Open(path);
        try
        {
            using var single = Command(connection, "PRAGMA journal_mode = DELETE");
            single.ExecuteNonQuery();
            using var alone = Command(connection, "BEGIN EXCLUSIVE");
            alone.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection Open(string path)
    {
        SqliteLibrary.Require();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = PatienceSeconds,
            Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
