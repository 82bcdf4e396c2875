using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Statements on the access history.</summary>
internal static class AccessStatements
{
    private const string Columns = "user_key, kind, group_key, from_at, organization_key, integration_key, asked, had, source, request_id";

    private const string Keys = "SELECT CAST(value ->> 0 AS bigint) AS u, CAST(value ->> 1 AS integer) AS k, CAST(value ->> 2 AS bigint) AS g";

    private const string IsOpenOne = "i.user_key = w.u AND i.kind = w.k AND i.group_key = w.g AND i.until_at IS NULL";

    /// <returns>The intervals that have not ended, by what they are about.</returns>
    public static Dictionary<AccessPart, AccessInterval> Open(WriteSession session, IReadOnlyCollection<AccessPart> parts) => session.All(
        $"""
        SELECT i.user_key, i.kind, i.group_key, i.from_at, i.organization_key, i.integration_key, i.asked, i.had, i.source
        FROM ({Keys} FROM ({Rows(session)}) r) w CROSS JOIN access_intervals i WHERE {IsOpenOne}
        """,
        row => new AccessInterval
        {
            UserKey = row.GetInt64(0),
            Kind = (AccessKind)row.GetInt32(1),
            GroupKey = row.GetInt64(2),
            FromAt = SyncColumnMap.Time(row, 3),
            OrganizationKey = row.GetInt32(4),
            IntegrationKey = row.GetInt32(5),
            Asked = row.GetInt32(6) != 0,
            Had = row.GetInt32(7) != 0,
            Source = (AccessSource)row.GetInt32(8),
        },
        Json(parts, WriteKey)).ToDictionary(i => new AccessPart(i.Kind, i.UserKey, i.GroupKey));

    /// <summary>Ends the open intervals of the same parts, and opens these. What began at the same instant is replaced.</summary>
    public static void Replace(WriteSession session, IReadOnlyCollection<AccessInterval> intervals, DateTimeOffset now)
    {
        if (intervals.Count == 0)
        {
            return;
        }

        session.Run(
            $"""
            UPDATE access_intervals AS i SET until_at = @p1 FROM ({Keys} FROM ({Rows(session)}) r) w WHERE {IsOpenOne} AND i.from_at < @p1
            """,
            Json(intervals, (json, i) => WriteKey(json, new(i.Kind, i.UserKey, i.GroupKey))),
            now.ToUnixTimeMilliseconds());
        session.Run(
            $"""
            INSERT INTO access_intervals ({Columns})
            SELECT CAST(value ->> 0 AS bigint), CAST(value ->> 1 AS integer), CAST(value ->> 2 AS bigint), CAST(value ->> 3 AS bigint), CAST(value ->> 4 AS integer),
                CAST(value ->> 5 AS integer), CAST(value ->> 6 AS integer), CAST(value ->> 7 AS integer), CAST(value ->> 8 AS integer), value ->> 9
            FROM ({Rows(session)}) r WHERE true
            ON CONFLICT (user_key, kind, group_key, from_at) DO UPDATE SET
                asked = excluded.asked, had = excluded.had, source = excluded.source, request_id = excluded.request_id
            """,
            Json(intervals, WriteInterval));
    }

    public static void End(WriteSession session, AccessChange.Ended ended, DateTimeOffset now)
    {
        var (scope, key) = ended.Scope switch
        {
            AccessScope.User => ("user_key = @p1", ended.Key),
            AccessScope.UserMemberships => ($"user_key = @p1 AND kind = {AccessKind.Membership:D}", ended.Key),
            AccessScope.Group => ("group_key > 0 AND group_key = @p1", ended.Key),
            AccessScope.UserAttributes => ("", 0),
            AccessScope.Integration => ("integration_key = @p1", ended.Key),
            _ => throw new UnreachableException(),
        };
        if (scope.Length == 0)
        {
            return;
        }

        var (asked, affected) = ended.AskedToo ? ("0", "(had = 1 OR asked = 1)") : ("asked", "had = 1");
        var at = now.ToUnixTimeMilliseconds();
        var source = (int)ended.Source;
        session.Run(
            $"UPDATE access_intervals SET asked = {asked}, had = 0, source = @p2, request_id = NULL WHERE {scope} AND until_at IS NULL AND from_at >= @p0 AND {affected}", at, key, source);
        session.Run(
            $"""
            INSERT INTO access_intervals ({Columns})
            SELECT user_key, kind, group_key, @p0, organization_key, integration_key, {asked}, 0, @p2, NULL FROM access_intervals
            WHERE {scope} AND until_at IS NULL AND from_at < @p0 AND {affected}
            """,
            at,
            key,
            source);
        session.Run($"UPDATE access_intervals SET until_at = @p0 WHERE {scope} AND until_at IS NULL AND from_at < @p0 AND {affected}", at, key);
    }

    /// <summary>From now on they are called this.</summary>
    public static void Rename(WriteSession session, IReadOnlyCollection<AccessName> names, DateTimeOffset now)
    {
        if (names.Count == 0)
        {
            return;
        }

        var at = now.ToUnixTimeMilliseconds();
        session.Run(
            $"""
            UPDATE access_names AS n SET until_at = @p1
            FROM (SELECT CAST(value ->> 0 AS integer) AS g, CAST(value ->> 1 AS bigint) AS k FROM ({Rows(session)}) r) w
            WHERE n.is_group = w.g AND n.subject_key = w.k AND n.until_at IS NULL AND n.from_at < @p1
            """,
            Json(names, (json, n) =>
            {
                json.WriteNumberValue(n.IsGroup ? 1 : 0);
                json.WriteNumberValue(n.SubjectKey);
            }),
            at);
        session.Run(
            $"""
            INSERT INTO access_names (is_group, subject_key, from_at, organization_key, integration_key, scim_id, name, display, address, display_norm, search_text)
            SELECT CAST(value ->> 0 AS integer), CAST(value ->> 1 AS bigint), @p1, CAST(value ->> 2 AS integer), CAST(value ->> 3 AS integer),
                value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9
            FROM ({Rows(session)}) r WHERE true
            ON CONFLICT (is_group, subject_key, from_at) DO UPDATE SET scim_id = excluded.scim_id, name = excluded.name, display = excluded.display,
                address = excluded.address, display_norm = excluded.display_norm, search_text = excluded.search_text
            """,
            Json(names, WriteName),
            at);
    }

    public static string Rows(DbSession session) => string.Format(session.Dialect.JsonRows, "@p0");

    private static void WriteKey(Utf8JsonWriter json, AccessPart part)
    {
        json.WriteNumberValue(part.UserKey);
        json.WriteNumberValue((int)part.Kind);
        json.WriteNumberValue(part.GroupKey);
    }

    private static void WriteInterval(Utf8JsonWriter json, AccessInterval interval)
    {
        WriteKey(json, new(interval.Kind, interval.UserKey, interval.GroupKey));
        json.WriteNumberValue(interval.FromAt.ToUnixTimeMilliseconds());
        json.WriteNumberValue(interval.OrganizationKey);
        json.WriteNumberValue(interval.IntegrationKey);
        json.WriteNumberValue(interval.Asked ? 1 : 0);
        json.WriteNumberValue(interval.Had ? 1 : 0);
        json.WriteNumberValue((int)interval.Source);
        json.WriteStringValue(interval.RequestId?.ToString("D"));
    }

    private static void WriteName(Utf8JsonWriter json, AccessName name)
    {
        json.WriteNumberValue(name.IsGroup ? 1 : 0);
        json.WriteNumberValue(name.SubjectKey);
        json.WriteNumberValue(name.OrganizationKey);
        json.WriteNumberValue(name.IntegrationKey);
        json.WriteStringValue(name.ScimId.ToString("D"));
        json.WriteStringValue(name.Name);
        json.WriteStringValue(name.Display);
        json.WriteStringValue(name.Address);
        json.WriteStringValue(name.DisplayNorm);
        json.WriteStringValue(name.SearchText);
    }

    /// <summary>An array with an array for each row.</summary>
    public static string Json<T>(IEnumerable<T> rows, Action<Utf8JsonWriter, T> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartArray();
                write(json, row);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
