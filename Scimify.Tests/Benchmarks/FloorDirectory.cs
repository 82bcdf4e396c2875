using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Benchmarks;

/// <summary>The floor's database: one table for each kind, one prepared statement for each question, one writer with batches.</summary>
internal sealed class FloorDirectory : IDisposable
{
    private const int BatchSize = 64;
    private readonly string _path;
    private readonly ConcurrentBag<Connection> _readers = [];
    private readonly Channel<(Action<Connection> Work, TaskCompletionSource Done)> _queue = Channel.CreateUnbounded<(Action<Connection>, TaskCompletionSource)>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writer;
    private readonly Task _checkpointer;
    private long _users;

    public FloorDirectory(string path)
    {
        _path = path;
        _users = Read(c => (long)c.Statement("SELECT COUNT(*) FROM users").ExecuteScalar()!);
        _writer = Task.Factory.StartNew(Write, TaskCreationOptions.LongRunning);
        _checkpointer = CheckpointAsync();
    }

    /// <summary>Copies the rows of a Scimify directory.</summary>
    public static void Copy(string scimify, string floor)
    {
        using var connection = new Connection(floor);
        connection.Statement(
            $"""
            ATTACH '{scimify}' AS s;
            CREATE TABLE users (key INTEGER PRIMARY KEY, id TEXT UNIQUE, user_name TEXT, external_id TEXT, json BLOB);
            CREATE UNIQUE INDEX ux_user_name ON users (user_name);
            CREATE INDEX ix_external_id ON users (external_id);
            CREATE TABLE groups (key INTEGER PRIMARY KEY, id TEXT UNIQUE, display_name TEXT UNIQUE, json BLOB);
            CREATE TABLE members (group_key INTEGER, user_key INTEGER, PRIMARY KEY (group_key, user_key)) WITHOUT ROWID;
            CREATE INDEX ix_members_user ON members (user_key, group_key);
            INSERT INTO users SELECT u.key, u.id, u.user_name_norm, u.external_id, b.json FROM s.scim_users u JOIN s.scim_user_bodies b ON b.user_key = u.key;
            INSERT INTO groups SELECT g.key, g.id, g.display_name_norm, b.json FROM s.scim_groups g JOIN s.scim_group_bodies b ON b.group_key = g.key;
            INSERT INTO members SELECT group_key, user_key FROM s.memberships;
            DETACH s;
            PRAGMA wal_checkpoint(TRUNCATE);
            """).ExecuteNonQuery();
    }

    public byte[] User(string id) => Read(c => (byte[])c.Statement("SELECT json FROM users WHERE id = @p0", id).ExecuteScalar()!);

    public byte[] Find(string path, string attribute, string value)
    {
        var sql = (path, attribute) switch
        {
            ("/Groups", _) => "SELECT json FROM groups WHERE display_name = @p0",
            (_, "externalId") => "SELECT json FROM users WHERE external_id = @p0",
            _ => "SELECT json FROM users WHERE user_name = @p0",
        };
        var found = Read(c => (byte[]?)c.Statement(sql, attribute == "externalId" ? value : ScimText.Normalise(value)).ExecuteScalar());
        return found is null ? List(0, []) : List(1, [found]);
    }

    public byte[] Page(int startIndex, int count) => List(Interlocked.Read(ref _users), Read(c =>
    {
        var rows = new List<byte[]>(count);
        using var reader = c.Statement("SELECT json FROM users ORDER BY key LIMIT @p0 OFFSET @p1", count, startIndex - 1).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(reader.GetFieldValue<byte[]>(0));
        }

        return rows;
    }));

    public async Task<byte[]> InsertAsync(JsonObject user)
    {
        var (json, id, name, external) = (Bytes(user), (string)user["id"]!, ScimText.Normalise((string)user["userName"]!), (string?)user["externalId"]);
        await WriteAsync(c => c.Statement("INSERT INTO users (id, user_name, external_id, json) VALUES (@p0, @p1, @p2, @p3)", id, name, external, json).ExecuteNonQuery());
        Interlocked.Increment(ref _users);
        return json;
    }

    public async Task<byte[]> UpdateAsync(string id, JsonObject user)
    {
        var json = Bytes(user);
        await WriteAsync(c => c.Statement("UPDATE users SET json = @p1 WHERE id = @p0", id, json).ExecuteNonQuery());
        return json;
    }

    public Task AddAsync(string group, string user) => WriteAsync(c => c.Statement(
        "INSERT OR IGNORE INTO members SELECT g.key, u.key FROM groups g, users u WHERE g.id = @p0 AND u.id = @p1", group, user).ExecuteNonQuery());

    public Task RemoveAsync(string group, string user) => WriteAsync(c => c.Statement(
        "DELETE FROM members WHERE group_key = (SELECT key FROM groups WHERE id = @p0) AND user_key = (SELECT key FROM users WHERE id = @p1)", group, user).ExecuteNonQuery());

    public void Dispose()
    {
        _queue.Writer.Complete();
        _stop.Cancel();
        Task.WaitAll(_writer, _checkpointer);
        _stop.Dispose();
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }
    }

    private T Read<T>(Func<Connection, T> work)
    {
        var connection = _readers.TryTake(out var kept) ? kept : new Connection(_path);
        var result = work(connection);
        _readers.Add(connection);
        return result;
    }

    private Task WriteAsync(Action<Connection> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_queue.Writer.TryWrite((work, done)));
        return done.Task;
    }

    private void Write()
    {
        using var connection = new Connection(_path);
        var batch = new List<TaskCompletionSource>(BatchSize);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            connection.Statement("BEGIN IMMEDIATE").ExecuteNonQuery();
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var item))
            {
                item.Work(connection);
                batch.Add(item.Done);
            }

            connection.Statement("COMMIT").ExecuteNonQuery();
            batch.ForEach(done => done.SetResult());
            batch.Clear();
        }
    }

    private async Task CheckpointAsync()
    {
        using var connection = new Connection(_path);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                connection.Statement("PRAGMA wal_checkpoint(PASSIVE)").ExecuteNonQuery();
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private static byte[] List(long total, IReadOnlyCollection<byte[]> resources)
    {
        var output = new ArrayBufferWriter<byte>(resources.Sum(r => r.Length + 1) + 256);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteStartArray("schemas");
        writer.WriteStringValue("urn:ietf:params:scim:api:messages:2.0:ListResponse");
        writer.WriteEndArray();
        writer.WriteNumber("totalResults", total);
        writer.WriteNumber("itemsPerPage", resources.Count);
        writer.WriteStartArray("Resources");
        foreach (var resource in resources)
        {
            writer.WriteRawValue(resource, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json);

    /// <summary>A connection with Scimify's settings, used by one thread at a time.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly Dictionary<string, SqliteCommand> _statements = [];

        public Connection(string path)
        {
            _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            _connection.Open();
            Statement("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 1048576; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000").ExecuteNonQuery();
        }

        public SqliteCommand Statement(string sql, params ReadOnlySpan<object?> arguments)
        {
            if (!_statements.TryGetValue(sql, out var command))
            {
                _statements[sql] = command = _connection.CreateCommand();
                command.CommandText = sql;
            }

            for (var i = 0; i < arguments.Length; i++)
            {
                if (command.Parameters.Count <= i)
                {
                    command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" });
                }

                command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
            }

            return command;
        }

        public void Dispose()
        {
            foreach (var statement in _statements.Values)
            {
                statement.Dispose();
            }

            _connection.Dispose();
        }
    }
}
