using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Scimify.Core.Persistence.Database;

[assembly: AssemblyFixture(typeof(Scimify.Tests.TestKit.EmptyDatabases))]

namespace Scimify.Tests.TestKit;

/// <summary>
/// Empty, migrated databases of both kinds. The migrations create each once, and every test gets a copy. Tests of the start
/// itself, and all that run as processes, migrate databases of their own.
/// </summary>
public sealed class EmptyDatabases : IAsyncDisposable
{
    private static readonly Lazy<Task<byte[]>> SqliteFile = new(MakeSqliteAsync);
    private static readonly Lazy<Task<string>> PostgresTemplate = new(MakePostgresAsync);

    /// <summary>Writes a copy; its folder must exist.</summary>
    public static async Task CopyToFileAsync(string path) => await File.WriteAllBytesAsync(path, await SqliteFile.Value);

    /// <summary>A database without a schema.</summary>
    public static Task CreateOnServerAsync(string name) => ExecuteOnServerAsync($"CREATE DATABASE {name}");

    public static async Task CopyOnServerAsync(string name) =>
        await ExecuteOnServerAsync($"CREATE DATABASE {name} TEMPLATE {await PostgresTemplate.Value}");

    public static Task DropOnServerAsync(string name) => ExecuteOnServerAsync($"DROP DATABASE {name} WITH (FORCE)");

    /// <summary>The connection string of a database on the test server.</summary>
    public static string ConnectionString(string name) =>
        new NpgsqlConnectionStringBuilder(TestDatabase.PostgresServer) { Database = name, Pooling = false }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (PostgresTemplate.IsValueCreated)
        {
            await DropOnServerAsync(await PostgresTemplate.Value);
        }
    }

    private static async Task<byte[]> MakeSqliteAsync()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "scimify.db");
        await using (var database = new SqliteDatabase(path, TestDatabase.Key, NullLogger<ScimifyDatabase>.Instance))
        {
            await database.MigrateAsync(CancellationToken.None);
        }

        Assert.False(File.Exists(path + "-wal"), "Whoever closes SQLite last leaves everything in the one file.");
        return await File.ReadAllBytesAsync(path);
    }

    private static async Task<string> MakePostgresAsync()
    {
        var name = $"scimify_empty_{Guid.NewGuid():N}";
        await CreateOnServerAsync(name);
        await using var database = new PostgresDatabase(ConnectionString(name), TestDatabase.Key);
        await database.MigrateAsync(CancellationToken.None);
        return name;
    }

    private static Task ExecuteOnServerAsync(string sql) =>
        ExecuteAsync(new NpgsqlConnectionStringBuilder(TestDatabase.PostgresServer) { Pooling = false }.ConnectionString, sql);

    /// <param name="connectionString">The connection string of a PostgreSQL database.</param>
    /// <param name="sql">One statement, or a script.</param>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using DbConnection connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
