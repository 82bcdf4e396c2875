using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Servers;

/// <summary>
/// This server among those that share a PostgreSQL database. On one connection of its own it beats, watches the heartbeats of the
/// others, and hears what they say.
/// </summary>
public sealed partial class ServerPresence(
    ScimifyDatabase database, ServerRun run, EngineSettings settings, IEnumerable<IServerNewsListener> listeners, TimeProvider clock, ILogger<ServerPresence> logger)
{
    /// <summary>The outer query sees the table as it was before.</summary>
    private const string Beat =
        """
        WITH beat AS (
            INSERT INTO servers (id, started_at, beat_at, silent_after)
            SELECT @id, now, now, @silent FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now) AS clock
            ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at
            RETURNING (xmax = 0) AS is_new)
        SELECT 1, '', 0, CASE WHEN is_new THEN 1 ELSE 0 END FROM beat
        UNION ALL SELECT 0, id, beat_at, silent_after FROM servers WHERE id <> @id
        """;

    /// <summary>How often, between two heartbeats, the others are told what has changed.</summary>
    private const int PartsOfBeat = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(2);

    private readonly PostgresDatabase _database = (PostgresDatabase)database;
    private readonly ServerLeases _leases = new(database);
    private readonly SilentServers _silent = new(clock, settings.TakeOver * 0.8);
    private readonly IServerNewsListener[] _listeners = [.. listeners];
    private Task _freeing = Task.CompletedTask;

    /// <summary>Leases of servers that are no longer in the table may be left.</summary>
    private volatile bool _owesFreeing;

    /// <summary>Runs until stopped, then leaves. To be stopped after everything that works under a lease.</summary>
    public async Task RunAsync(TaskPulse pulse, CancellationToken stopping)
    {
        _database.News.Sender = run.Id;
        var isLost = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _database.OpenListenerAsync(stopping);
                connection.Notification += (_, said) => Hear(_database.News.Read(said.Payload));
                await ExecuteAsync(connection, $"LISTEN {NewsPost.Channel}; SET synchronous_commit = off", stopping);
                Hear([new ServerNews.Missed()]);
                isLost = false;
                await BeatAsync(connection, pulse, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is DbException or IOException or SocketException or TimeoutException or InvalidOperationException)
            {
                pulse.Failed();
                if (!isLost)
                {
                    ConnectionLost(logger, e);
                    isLost = true;
                }

                await Task.Delay(Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await LeaveAsync();
    }

    private async Task BeatAsync(NpgsqlConnection connection, TaskPulse pulse, CancellationToken stopping)
    {
        while (true)
        {
            var begun = clock.GetTimestamp();
            pulse.Begin();
            await BeatOnceAsync(connection, stopping);
            pulse.Rest();
            for (var part = 1; part <= PartsOfBeat; part++)
            {
                await SayAsync(connection, _database.News.TakeChanges(), stopping);
                while (settings.BeatEvery * part / PartsOfBeat - clock.GetElapsedTime(begun) is var left && left > TimeSpan.Zero && await connection.HearsWithinAsync(left, stopping))
                {
                }
            }
        }
    }

    private async Task BeatOnceAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var sentAt = Moment.Now(clock);
        var isNew = false;
        var others = new List<ServerBeat>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = Beat;
            command.Parameters.AddWithValue("id", run.Id);
            command.Parameters.AddWithValue("silent", (long)settings.TakeOver.TotalMilliseconds);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                if (reader.GetInt32(0) == 1)
                {
                    isNew = reader.GetInt64(3) == 1;
                }
                else
                {
                    others.Add(new(reader.GetString(1), reader.GetInt64(2), TimeSpan.FromMilliseconds(reader.GetInt64(3))));
                }
            }
        }

        if (isNew)
        {
            // In this order: what was claimed before must not seem to be ours for a moment.
            run.Joined();
        }

        run.Beaten(sentAt);
        _database.News.HasListeners = others.Count > 0;
        if (isNew)
        {
            ServerJoined(logger, run.Id, others.Count);
            await SayAsync(connection, [new ServerNews.ServerJoined()], ct);
        }

        var silent = _silent.Read(others);
        _owesFreeing |= silent.Count > 0 || isNew;
        if (_owesFreeing && _freeing.IsCompleted)
        {
            _owesFreeing = false;
            _freeing = Task.Run(() => FreeAsync(silent), CancellationToken.None);
        }
    }

    private async Task SayAsync(NpgsqlConnection connection, IReadOnlyList<ServerNews> news, CancellationToken ct)
    {
        foreach (var payload in _database.News.Payloads(news))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT pg_notify('{NewsPost.Channel}', @payload)";
            command.Parameters.AddWithValue("payload", payload);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Beside the heartbeat, because the writer may have to wait for a lock.</summary>
    private async Task FreeAsync(IReadOnlyList<ServerBeat> silent)
    {
        try
        {
            foreach (var server in silent)
            {
                await _leases.DropAsync(server, CancellationToken.None);
            }

            var ended = await _leases.EndOfNobodyAsync(CancellationToken.None);
            foreach (var server in silent)
            {
                ServerSilent(logger, server.Id, server.SilentAfter.TotalSeconds, ended);
            }

            if (ended > 0)
            {
                Hear([new ServerNews.WorkFreed()]);
            }
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or DatabaseUnavailableException)
        {
            // Nobody finds a server again that has left the table, so its leases would last for minutes.
            _owesFreeing = true;
            FreeingFailed(logger, e);
        }
    }

    private void Hear(IEnumerable<ServerNews> news)
    {
        foreach (var piece in news)
        {
            if (piece is ServerNews.ServerJoined)
            {
                _database.News.HasListeners = true;
            }

            foreach (var listener in _listeners)
            {
                listener.Heard(piece);
            }
        }
    }

    private async Task LeaveAsync()
    {
        using var time = new CancellationTokenSource(LeaveTime, clock);
        try
        {
            await _freeing.WaitAsync(time.Token);
            await _leases.LeaveAsync(run.Id, time.Token);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or DatabaseUnavailableException or OperationCanceledException)
        {
            LeavingFailed(logger, e);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(2261, LogLevel.Information, "This server works as {Server}, beside {Others} others")]
    private static partial void ServerJoined(ILogger logger, string server, int others);

    [LoggerMessage(2262, LogLevel.Warning, "Server {Server} has given no sign of life for {Seconds} s; {Leases} of its leases were ended, and others go on")]
    private static partial void ServerSilent(ILogger logger, string server, double seconds, int leases);

    [LoggerMessage(2263, LogLevel.Warning, "The connection to the other servers is lost; no call to Looker is made if it does not come back soon")]
    private static partial void ConnectionLost(ILogger logger, Exception e);

    [LoggerMessage(2264, LogLevel.Warning, "Leases of a silent server could not be ended; it is tried again")]
    private static partial void FreeingFailed(ILogger logger, Exception e);

    [LoggerMessage(2265, LogLevel.Warning, "This server could not say good-bye; the others notice within seconds that it is gone")]
    private static partial void LeavingFailed(ILogger logger, Exception e);
}
