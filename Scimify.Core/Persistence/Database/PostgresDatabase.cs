using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Persistence.Servers;

namespace Scimify.Core.Persistence.Database;

/// <summary>PostgreSQL, shared by several nodes.</summary>
public sealed class PostgresDatabase : ScimifyDatabase
{
    private const int Readers = 16;
    private const int ReadersBesideOthers = 8;
    private const long MigrationLock = 0x5C1F1;
    private const int SecondsToConnect = 5;
    private const int SecondsToAnswer = 3;
    private const int LongestPauseOfWriter = 5;
    private const int LongestWaitForLock = 2;

    private readonly NpgsqlDataSource _source;
    private readonly string _connectionString;
    private readonly DbContextOptions<PostgresScimifyContext> _options;

    public PostgresDatabase(string connectionString, AuditKey auditKey)
        : base(SqlDialect.Postgres, Readers, ReadersBesideOthers, auditKey)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 2 };
        if (!settings.ContainsKey("Timeout"))
        {
            settings.Timeout = SecondsToConnect;
        }

        _connectionString = connectionString;
        _source = NpgsqlDataSource.Create(settings.ConnectionString);
        _options = new DbContextOptionsBuilder<PostgresScimifyContext>().UseNpgsql(_source).Options;
    }

    protected override string Description
    {
        get
        {
            var settings = new NpgsqlConnectionStringBuilder(_source.ConnectionString);
            return $"The PostgreSQL database {settings.Database} on {settings.Host}:{settings.Port}";
        }
    }

    /// <summary>
    /// Cuts a connection that stands still in the middle of a write, so that a frozen server does not block the others, and lets
    /// no write wait for long for another server's lock.
    /// </summary>
    private protected override DbConnection OpenConnection(bool forWriting)
    {
        var connection = _source.OpenConnection();
        if (forWriting)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SET idle_in_transaction_session_timeout = '{LongestPauseOfWriter}s'; SET lock_timeout = '{LongestWaitForLock}s'";
            command.ExecuteNonQuery();
        }

        return connection;
    }

    /// <summary>A connection that only <see cref="ServerPresence"/> uses. It notices within seconds when the database does not answer.</summary>
    internal async Task<NpgsqlConnection> OpenListenerAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionString)
        {
            Pooling = false,
            Timeout = SecondsToAnswer,
            CommandTimeout = SecondsToAnswer,
        }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    private protected override void Interrupt(DbConnection connection, DbCommand running) => running.Cancel();

    private protected override ScimifyContext NewContext() => new PostgresScimifyContext(_options);

    private protected override ScimifyContext NewContext(DbConnection connection, IInterceptor interceptor) =>
        new PostgresScimifyContext(new DbContextOptionsBuilder<PostgresScimifyContext>().UseNpgsql(connection).AddInterceptors(interceptor).Options);

    private protected override void AfterCommit(WriteSession session)
    {
    }

    /// <summary>One connection was cut, so the others that lie idle may be too.</summary>
    private protected override void DropIdle() => _source.Clear();

    /// <summary>Uses an advisory lock, which ends with its connection.</summary>
    private protected override async ValueTask<IAsyncDisposable> LockForMigrationAsync(CancellationToken ct)
    {
        var connection = await _source.OpenConnectionAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT pg_advisory_lock({MigrationLock})";
        await command.ExecuteNonQueryAsync(ct);
        return new AdvisoryLock(connection);
    }

    private protected override Task PrepareMigrationAsync(ScimifyContext context, CancellationToken ct) => Task.CompletedTask;

    private protected override ValueTask CloseAsync() => _source.DisposeAsync();

    private sealed class AdvisoryLock(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT pg_advisory_unlock({MigrationLock})";
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }
}
