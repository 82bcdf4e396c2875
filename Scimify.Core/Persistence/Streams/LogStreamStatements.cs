using System.Text.Json;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Streams;

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
            "UPDATE log_streams SET not_before = @p1, attempts = 0, delivered_at = CASE WHEN @p4 > 0 THEN @p3 ELSE delivered_at END, failed_at = NULL, failure = NULL WHERE key = @p0 AND not_before = @p2",
            stream.Key, lease, stream.NotBefore, now.ToUnixTimeMilliseconds(), batch.Events.Count) == 0)
        {
            return false;
        }

        (stream.NotBefore, stream.Attempts) = (lease, 0);
        if (batch.Source != StreamSource.Changes)
        {
            session.Execute(
                """
                INSERT INTO log_stream_positions (stream_key, integration_key, position) VALUES (@p0, @p1, @p2)
                ON CONFLICT (stream_key, integration_key) DO UPDATE SET position = excluded.position
                """,
                stream.Key, batch.Source.IntegrationKey, batch.Position);
        }

        Watch(session, stream, batch.Watched);
        if (batch.Settled.Count > 0)
        {
            session.Execute(
                $"DELETE FROM log_stream_waiting WHERE stream_key = @p1 AND entry_key IN ({string.Format(session.Dialect.JsonIntegers, "@p0")})",
                JsonSerializer.Serialize(batch.Settled),
                stream.Key);
        }

        return true;
    }

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

    private static void Watch(WriteSession session, LogStream stream, IReadOnlyList<LogStreamWaiting> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        session.Execute(
            $"""
            INSERT INTO log_stream_waiting (stream_key, entry_key, status, sync, sent)
            SELECT @p1, CAST(value ->> 0 AS bigint), CAST(value ->> 1 AS integer), CAST(value ->> 2 AS integer), CAST(value ->> 3 AS integer)
            FROM ({AccessStatements.Rows(session)}) r WHERE true
            ON CONFLICT (stream_key, entry_key) DO UPDATE SET status = excluded.status, sync = excluded.sync, sent = excluded.sent
            """,
            AccessStatements.Json(entries, (json, entry) =>
            {
                json.WriteNumberValue(entry.EntryKey);
                json.WriteNumberValue(entry.Status);
                json.WriteNumberValue((int)entry.Sync);
                json.WriteNumberValue(entry.Sent);
            }),
            stream.Key);
    }
}
