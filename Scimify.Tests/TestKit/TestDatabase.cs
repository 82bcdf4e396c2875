using Microsoft.Extensions.Logging.Abstractions;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;

namespace Scimify.Tests.TestKit;

/// <summary>A new, migrated database of either kind, deleted when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string InMemory = "/dev/shm";

    /// <summary>For databases without a key ring.</summary>
    public static AuditKey Key { get; } = new(() => new PlainProtector());

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

    /// <param name="provider">Which database.</param>
    /// <param name="isQuick">For very many writes: an SQLite file in memory where the system has a folder there, so that no commit waits for a disk.</param>
    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider, bool isQuick = false)
    {
        var made = provider == DatabaseProvider.Sqlite && isQuick && Directory.Exists(InMemory)
            ? await SqliteAsync(EmptyDatabases.CopyToFileAsync, Directory.CreateDirectory(Path.Combine(InMemory, $"scimify-test-{Guid.NewGuid():N}")))
            : await CreateAsync(provider, EmptyDatabases.CopyToFileAsync, EmptyDatabases.CopyOnServerAsync);
        await made.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return made;
    }

    /// <summary>A database without a schema.</summary>
    public static Task<TestDatabase> CreateBlankAsync(DatabaseProvider provider) =>
        CreateAsync(provider, path => File.WriteAllBytesAsync(path, []), EmptyDatabases.CreateOnServerAsync);

    /// <summary>A database that has not been migrated.</summary>
    /// <param name="provider">Which database.</param>
    /// <param name="makeFile">Writes the file of this name, or nothing.</param>
    /// <param name="makeOnServer">Makes the database of this name.</param>
    public static Task<TestDatabase> CreateAsync(DatabaseProvider provider, Func<string, Task> makeFile, Func<string, Task> makeOnServer) =>
        provider == DatabaseProvider.Sqlite ? SqliteAsync(makeFile, Directory.CreateTempSubdirectory("scimify-test-")) : PostgresAsync(makeOnServer);

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

    private static async Task<TestDatabase> SqliteAsync(Func<string, Task> make, DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, "scimify.db");
        await make(path);
        return new(new SqliteDatabase(path, Key, NullLogger<ScimifyDatabase>.Instance), folder.FullName, null);
    }

    private static async Task<TestDatabase> PostgresAsync(Func<string, Task> make)
    {
        if (PostgresServer is null)
        {
            Assert.Skip("No PostgreSQL at hand: set SCIMIFY_TEST_POSTGRES, or run ./test, which starts one.");
        }

        var name = $"scimify_test_{Guid.NewGuid():N}";
        await make(name);
        var connectionString = EmptyDatabases.ConnectionString(name);
        return new(new PostgresDatabase(connectionString, Key), null, name) { PostgresConnectionString = connectionString };
    }

    private sealed class PlainProtector : ISecretProtector
    {
        public string Protect(string clearText) => clearText;

        public string Unprotect(string protectedText) => protectedText;
    }
}
