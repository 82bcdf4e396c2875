using Microsoft.Extensions.Logging.Abstractions;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;

namespace Scimify.Tests.TestKit;

/// <summary>A new, migrated database of either kind, deleted when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _folder;
    private readonly string? _postgresName;

    private TestDatabase(ScimifyDatabase database, string? folder, string? postgresName)
    {
        Database = database;
        _folder = folder;
        _postgresName = postgresName;
    }

    /// <summary>The connection string of a server on which databases can be created; null if there is none.</summary>
    public static string? PostgresServer => Environment.GetEnvironmentVariable("SCIMIFY_TEST_POSTGRES");

    public ScimifyDatabase Database { get; }

    /// <summary>For a server on the same database; null on SQLite.</summary>
    public string? PostgresConnectionString { get; private init; }

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        var made = provider == DatabaseProvider.Sqlite ? await SqliteAsync() : await PostgresAsync();
        await made.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        if (_postgresName is not null)
        {
            await EmptyDatabases.DropOnServerAsync(_postgresName);
        }
    }

    private static async Task<TestDatabase> SqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("scimify-test-").FullName;
        var path = Path.Combine(folder, "scimify.db");
        await EmptyDatabases.CopyToFileAsync(path);
        return new(new SqliteDatabase(path, NullLogger<ScimifyDatabase>.Instance), folder, null);
    }

    private static async Task<TestDatabase> PostgresAsync()
    {
        if (PostgresServer is null)
        {
            Assert.Skip("No PostgreSQL at hand: set SCIMIFY_TEST_POSTGRES, or run ./test, which starts one.");
        }

        var name = $"scimify_test_{Guid.NewGuid():N}";
        await EmptyDatabases.CopyOnServerAsync(name);
        var connectionString = EmptyDatabases.ConnectionString(name);
        return new(new PostgresDatabase(connectionString), null, name) { PostgresConnectionString = connectionString };
    }
}
