using System.Diagnostics;
using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Statements on the roles and attributes in the access history. Like those of <see cref="AccessStatements"/>.</summary>
internal static class AccessDetailStatements
{
    private const string Columns = "kind, subject_key, looker_id, from_at, organization_key, integration_key, name, asked, had, source, request_id";

    private const string Keys = "SELECT CAST(value ->> 0 AS integer) AS k, CAST(value ->> 1 AS bigint) AS s, value ->> 2 AS l";

    private const string IsOpenOne = "d.kind = w.k AND d.subject_key = w.s AND d.looker_id = w.l AND d.until_at IS NULL";

    private const string Select = "SELECT d.kind, d.subject_key, d.looker_id, d.from_at, d.organization_key, d.integration_key, d.name, d.asked, d.had, d.source FROM";

    /// <returns>The details that have not ended, by what they are about.</returns>
    public static Dictionary<DetailPart, AccessDetail> Open(WriteSession session, IReadOnlyCollection<DetailPart> parts) => session.All(
        $"{Select} ({Keys} FROM ({AccessStatements.Rows(session)}) r) w CROSS JOIN access_details d WHERE {IsOpenOne}", Read, AccessStatements.Json(parts, WriteKey)).ToDictionary(PartOf);

    /// <returns>Those of these people or groups that have not ended.</returns>
    public static List<AccessDetail> OpenOf(DbSession session, AccessDetailKind kind, IEnumerable<long> subjects) => session.All(
        $"{Select} access_details d WHERE d.kind = @p0 AND d.subject_key IN ({string.Format(session.Dialect.JsonIntegers, "@p1")}) AND d.until_at IS NULL",
        Read,
        (int)kind,
        JsonSerializer.Serialize(subjects));

    /// <summary>Ends the open ones of the same parts, and opens these. What began at the same instant is replaced.</summary>
    public static void Replace(WriteSession session, IReadOnlyCollection<AccessDetail> details, DateTimeOffset now)
    {
        if (details.Count == 0)
        {
            return;
        }

        session.Run(
            $"UPDATE access_details AS d SET until_at = @p1 FROM ({Keys} FROM ({AccessStatements.Rows(session)}) r) w WHERE {IsOpenOne} AND d.from_at < @p1",
            AccessStatements.Json(details, (json, d) => WriteKey(json, PartOf(d))),
            now.ToUnixTimeMilliseconds());
        session.Run(
            $"""
            INSERT INTO access_details ({Columns})
            SELECT CAST(value ->> 0 AS integer), CAST(value ->> 1 AS bigint), value ->> 2, CAST(value ->> 3 AS bigint), CAST(value ->> 4 AS integer),
                CAST(value ->> 5 AS integer), value ->> 6, value ->> 7, value ->> 8, CAST(value ->> 9 AS integer), value ->> 10
            FROM ({AccessStatements.Rows(session)}) r WHERE true
            ON CONFLICT (kind, subject_key, looker_id, from_at) DO UPDATE SET
                name = excluded.name, asked = excluded.asked, had = excluded.had, source = excluded.source, request_id = excluded.request_id
            """,
            AccessStatements.Json(details, Write));
    }

    public static void End(WriteSession session, AccessChange.Ended ended, DateTimeOffset now)
    {
        var scope = ended.Scope switch
        {
            AccessScope.User => $"kind IN ({AccessDetailKind.PersonRole:D}, {AccessDetailKind.Attribute:D}) AND subject_key = @p1",
            AccessScope.UserMemberships => $"kind = {AccessDetailKind.PersonRole:D} AND subject_key = @p1",
            AccessScope.UserAttributes => $"kind = {AccessDetailKind.Attribute:D} AND subject_key = @p1",
            AccessScope.Group => $"kind = {AccessDetailKind.GroupRole:D} AND subject_key = @p1",
            AccessScope.Integration => "integration_key = @p1",
            _ => throw new UnreachableException(),
        };
        var (asked, affected) = ended.AskedToo || ended.Scope == AccessScope.Integration ? ("NULL", "(had IS NOT NULL OR asked IS NOT NULL)") : ("asked", "had IS NOT NULL");
        var (at, key, source) = (now.ToUnixTimeMilliseconds(), ended.Key, (int)ended.Source);
        session.Run(
            $"UPDATE access_details SET asked = {asked}, had = NULL, source = @p2, request_id = NULL WHERE {scope} AND until_at IS NULL AND from_at >= @p0 AND {affected}", at, key, source);
        session.Run(
            $"""
            INSERT INTO access_details ({Columns})
            SELECT kind, subject_key, looker_id, @p0, organization_key, integration_key, name, {asked}, NULL, @p2, NULL FROM access_details
            WHERE {scope} AND until_at IS NULL AND from_at < @p0 AND {affected}
            """,
            at,
            key,
            source);
        session.Run($"UPDATE access_details SET until_at = @p0 WHERE {scope} AND until_at IS NULL AND from_at < @p0 AND {affected}", at, key);
    }

    private static DetailPart PartOf(AccessDetail detail) => new(detail.Kind, detail.SubjectKey, detail.LookerId);

    private static AccessDetail Read(System.Data.Common.DbDataReader row) => new()
    {
        Kind = (AccessDetailKind)row.GetInt32(0),
        SubjectKey = row.GetInt64(1),
        LookerId = row.GetString(2),
        FromAt = SyncColumnMap.Time(row, 3),
        OrganizationKey = row.GetInt32(4),
        IntegrationKey = row.GetInt32(5),
        Name = row.GetString(6),
        Asked = SyncColumnMap.Text(row, 7),
        Had = SyncColumnMap.Text(row, 8),
        Source = (AccessSource)row.GetInt32(9),
    };

    private static void WriteKey(Utf8JsonWriter json, DetailPart part)
    {
        json.WriteNumberValue((int)part.Kind);
        json.WriteNumberValue(part.SubjectKey);
        json.WriteStringValue(part.LookerId);
    }

    private static void Write(Utf8JsonWriter json, AccessDetail detail)
    {
        WriteKey(json, PartOf(detail));
        json.WriteNumberValue(detail.FromAt.ToUnixTimeMilliseconds());
        json.WriteNumberValue(detail.OrganizationKey);
        json.WriteNumberValue(detail.IntegrationKey);
        json.WriteStringValue(detail.Name);
        json.WriteStringValue(detail.Asked);
        json.WriteStringValue(detail.Had);
        json.WriteNumberValue((int)detail.Source);
        json.WriteStringValue(detail.RequestId?.ToString("D"));
    }
}
