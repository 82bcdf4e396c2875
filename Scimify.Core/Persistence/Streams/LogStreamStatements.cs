using System.Text.Json;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Streams;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Streams;

/// <summary>Statements on streams: who sends, and how far it is. Each is short, and none waits for a receiver.</summary>
internal static class LogStreamStatements
{
    /// <summary>The stream begins after what the logs have. What is being committed meanwhile has greater keys.</summary>
    public static void SkipToNow(WriteSession session, LogStream stream)
    {
        session.Execute(
            """
            INSERT INTO log_stream_positions (stream_key, integration_key, position)
            SELECT @p0, i.key, (SELECT COALESCE(MAX(l.key), 0) FROM provisioning_log l WHERE l.integration_key = i.key) FROM integrations i WHERE i.organization_key = @p1
            """,
            stream.Key,
            stream.OrganizationKey);
        session.Execute(
            """
            INSERT INTO log_stream_positions (stream_key, integration_key, position)
            SELECT @p0, 0, COALESCE(MAX(a.key), 0) FROM audit_log a WHERE a.organization_key = @p1
            """,
            stream.Key,
            stream.OrganizationKey);
    }

    /// <summary>If the settings name another format, the stream goes on in it.</summary>
    public static void Ensure(WriteSession session, int organizationKey, LogStreamTarget target, LogStreamFormat format, DateTimeOffset now)
    {
        session.Concern(organizationKey);
        session.Execute(
            """
            INSERT INTO log_streams (id, organization_key, target, format, logs, created_at, created_by, not_before, attempts)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 'settings', @p5, 0)
            ON CONFLICT (organization_key, target) WHERE target > 0 DO UPDATE SET format = excluded.format
            """,
            Guid.CreateVersion7(now).ToString("D"),
            organizationKey,
            (int)target,
            (int)format,
            (int)StreamedLogs.Both,
            now.ToUnixTimeMilliseconds());
    }

    /// <summary>Only one of several servers moves the time on.</summary>
    public static bool Claim(WriteSession session, LogStream stream, DateTimeOffset until)
    {
        session.Concern(stream.OrganizationKey);
        var lease = until.ToUnixTimeMilliseconds();
        if (session.Execute("UPDATE log_streams SET not_before = @p1 WHERE key = @p0 AND not_before = @p2", stream.Key, lease, stream.NotBefore) == 0)
        {
            return false;
        }

        stream.NotBefore = lease;
        return true;
    }

    public static bool Advance(WriteSession session, LogStream stream, LogStreamBatch batch, DateTimeOffset now, DateTimeOffset until)
    {
        session.Concern(stream.OrganizationKey);
        var lease = until.ToUnixTimeMilliseconds();
        if (session.Execute(
            "UPDATE log_streams SET not_before = @p1, attempts = 0, delivered_at = @p3, failed_at = NULL, failure = NULL WHERE key = @p0 AND not_before = @p2",
            stream.Key, lease, stream.NotBefore, now.ToUnixTimeMilliseconds()) == 0)
        {
            return false;
        }

        (stream.NotBefore, stream.Attempts) = (lease, 0);
        if (!batch.Source.IsChanges)
        {
            session.Execute(
                """
                INSERT INTO log_stream_positions (stream_key, integration_key, position) VALUES (@p0, @p1, @p2)
                ON CONFLICT (integration_key, stream_key) DO UPDATE SET position = excluded.position
                """,
                stream.Key, batch.Source.IntegrationKey, batch.Position);
        }

        Watch(session, stream, batch);
        return true;
    }

    /// <summary>The streams that have sent these entries as settled watch them again, because something is about to change them.</summary>
    /// <param name="session">The writer's session, under the integration's lock.</param>
    /// <param name="which">A condition on the provisioning log <c>l</c> with the parameter <c>@p0</c>.</param>
    /// <param name="request">The parameter.</param>
    public static void WatchAgain(DbSession session, string which, Guid request) => session.Execute(
        $"""
        INSERT INTO log_stream_waiting (stream_key, integration_key, entry_key, status, sync, sent)
        SELECT p.stream_key, l.integration_key, l.key, l.status, l.sync, 1
        FROM provisioning_log l JOIN log_stream_positions p ON p.integration_key = l.integration_key AND p.position >= l.key
        WHERE {which} AND l.sync = {SyncState.Applied:D} ON CONFLICT (stream_key, integration_key, entry_key) DO NOTHING
        """,
        request.ToString("D"));

    public static void Fail(WriteSession session, LogStream stream, string problem, DateTimeOffset now, DateTimeOffset again)
    {
        session.Concern(stream.OrganizationKey);
        session.Execute(
            """
            UPDATE log_streams SET not_before = @p1, attempts = attempts + 1, failed_at = COALESCE(failed_at, @p3), failure = @p4
            WHERE key = @p0 AND not_before = @p2
            """,
            stream.Key, again.ToUnixTimeMilliseconds(), stream.NotBefore, now.ToUnixTimeMilliseconds(), problem);
    }

    public static void Release(WriteSession session, LogStream stream, DateTimeOffset now)
    {
        session.Concern(stream.OrganizationKey);
        session.Execute("UPDATE log_streams SET not_before = @p1 WHERE key = @p0 AND not_before = @p2", stream.Key, now.ToUnixTimeMilliseconds(), stream.NotBefore);
    }

    /// <summary>Remembers what can still change, and what has changed since it was read.</summary>
    private static void Watch(WriteSession session, LogStream stream, LogStreamBatch batch)
    {
        if (batch.Writes.Count == 0)
        {
            return;
        }

        if (batch.Source.IsChanges)
        {
            session.Execute(
                $"DELETE FROM log_stream_waiting WHERE stream_key = @p1 AND integration_key = @p2 AND entry_key IN ({string.Format(session.Dialect.JsonIntegers, "@p0")})",
                JsonSerializer.Serialize(batch.Writes.Select(entry => entry.EntryKey)),
                stream.Key,
                batch.Source.IntegrationKey);
        }

        session.Execute(
            $"""
            INSERT INTO log_stream_waiting (stream_key, integration_key, entry_key, status, sync, sent)
            SELECT @p1, @p2, l.key, r.status, r.sync, r.sent
            FROM (SELECT CAST(value ->> 0 AS bigint) AS key, CAST(value ->> 1 AS integer) AS status, CAST(value ->> 2 AS integer) AS sync, CAST(value ->> 3 AS integer) AS sent
                FROM ({AccessStatements.Rows(session)}) v) r
            JOIN provisioning_log l ON l.key = r.key
            WHERE (r.sync <> {SyncState.Applied:D} AND r.status < 400) OR l.sync <> r.sync OR l.status <> r.status
            """,
            AccessStatements.Json(batch.Writes, (json, entry) =>
            {
                json.WriteNumberValue(entry.EntryKey);
                json.WriteNumberValue(entry.Status);
                json.WriteNumberValue((int)entry.Sync);
                json.WriteNumberValue(entry.Sent);
            }),
            stream.Key,
            batch.Source.IntegrationKey);
    }
}
