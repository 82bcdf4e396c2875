using Npgsql;
using Scimify.Core.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Settings for a server on either database. A PostgreSQL database is created for it, and dropped afterwards.</summary>
internal sealed class ServedDatabase : IAsyncDisposable
{
    private readonly string? _name;

    private ServedDatabase(string? name) => _name = name;

    public IReadOnlyDictionary<string, string?>? Settings => _name is null ? null : new Dictionary<string, string?>
    {
        ["Scimify:Database:Provider"] = "Postgres",
        ["ConnectionStrings:Scimify"] = new NpgsqlConnectionStringBuilder(TestDatabase.PostgresServer) { Database = _name, Pooling = false }.ConnectionString,
    };

    public static async Task<ServedDatabase> CreateAsync(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.Sqlite)
        {
            return new(null);
        }

        Assert.SkipWhen(TestDatabase.PostgresServer is null, "No PostgreSQL at hand: set SCIMIFY_TEST_POSTGRES, or run ./test, which starts one.");
        var name = $"scimify_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return new(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_name is not null)
        {
            await ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)");
        }
    }

    /// <summary>A killed server's connections live on until PostgreSQL has carried out what they sent.</summary>
    /// <param name="connectionString">The database's connection string.</param>
    /// <param name="applicationName">The application name of the server's connections.</param>
    public static async Task WaitUntilGoneAsync(string connectionString, string applicationName)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = $1)";
        command.Parameters.Add(new() { Value = applicationName });
        for (var left = 3_000; (bool)(await command.ExecuteScalarAsync())!; left--)
        {
            Assert.True(left > 0, "PostgreSQL did not notice that a server was killed.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <param name="connectionString">The database's connection string.</param>
    /// <param name="applicationName">The application name of the server's connections.</param>
    public static async Task<bool> IsInTransactionAsync(string connectionString, string applicationName)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle')";
        command.Parameters.Add(new() { Value = applicationName });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestDatabase.PostgresServer) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
