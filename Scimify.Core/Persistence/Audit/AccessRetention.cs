using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>
/// Deletes what the access history tells of times that are no longer kept, in parts small enough not to delay other writes. What is so
/// now stays, whenever it began, as long as the person is there.
/// </summary>
public sealed class AccessRetention(ScimifyDatabase database, TimeProvider clock)
{
    private const int RowsAtOnce = 500;

    /// <summary>Found by the index of changes. Of the open intervals, only those of people who are gone, and have nothing, may go.</summary>
    private static readonly string Intervals =
        $"""
        DELETE FROM access_intervals WHERE (user_key, kind, group_key, from_at) IN (
            SELECT i.user_key, i.kind, i.group_key, i.from_at FROM access_intervals i
            WHERE i.organization_key = @p0 AND i.from_at < @p1
                AND (i.until_at < @p1 OR (i.until_at IS NULL AND i.asked = 0 AND i.had = 0 AND NOT EXISTS (SELECT 1 FROM scim_users u WHERE u.key = i.user_key)))
            LIMIT {RowsAtOnce})
        """;

    private static readonly string Details =
        $"""
        DELETE FROM access_details WHERE (kind, subject_key, looker_id, from_at) IN (
            SELECT d.kind, d.subject_key, d.looker_id, d.from_at FROM access_details d
            WHERE d.organization_key = @p0 AND d.from_at < @p1
                AND (d.until_at < @p1 OR (d.until_at IS NULL AND d.asked IS NULL AND d.had IS NULL))
            LIMIT {RowsAtOnce})
        """;

    private static readonly string FormerNames =
        $"""
        DELETE FROM access_names WHERE (is_group, subject_key, from_at) IN (
            SELECT n.is_group, n.subject_key, n.from_at FROM access_names n WHERE n.organization_key = @p0 AND n.until_at < @p1 LIMIT {RowsAtOnce})
        """;

    /// <summary>With their rows, which are deleted by their foreign key.</summary>
    private static readonly string Reviews =
        $"""
        DELETE FROM access_reviews WHERE key IN (SELECT r.key FROM access_reviews r WHERE r.organization_key = @p0 AND r.ended_at < @p1 LIMIT {RowsAtOnce})
        """;

    private static readonly string NamesOfPeople = Names("n.is_group = 0", "i.user_key", "scim_users");

    private static readonly string NamesOfGroups = Names("n.is_group = 1", "i.group_key > 0 AND i.group_key", "scim_groups");

    /// <returns>The number of deleted rows.</returns>
    public async Task<long> ForgetAsync(TimeSpan keptFor, CancellationToken ct)
    {
        var before = (clock.GetUtcNow() - keptFor).ToUnixTimeMilliseconds();
        var organizations = await database.ReadAsync(session => session.All("SELECT key FROM organizations", row => row.GetInt32(0)), ct);
        var forgotten = 0L;
        foreach (var organization in organizations)
        {
            foreach (var statement in (string[])[Intervals, Details, FormerNames, NamesOfPeople, NamesOfGroups, Reviews])
            {
                forgotten += await database.WriteInPartsAsync(RowsAtOnce, session => session.Execute(statement, organization, before), ct);
            }
        }

        return forgotten;
    }

    /// <summary>The last names of those who are gone, and of whom nothing else is told.</summary>
    /// <param name="kind">Of a person, or of a group.</param>
    /// <param name="key">The column of an index of the intervals; that of groups has no others.</param>
    /// <param name="table">Where those are who are there.</param>
    private static string Names(string kind, string key, string table) =>
        $"""
        DELETE FROM access_names WHERE (is_group, subject_key, from_at) IN (
            SELECT n.is_group, n.subject_key, n.from_at FROM access_names n
            WHERE n.organization_key = @p0 AND {kind} AND n.until_at IS NULL AND n.from_at < @p1
                AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.key = n.subject_key) AND NOT EXISTS (SELECT 1 FROM access_intervals i WHERE {key} = n.subject_key)
            LIMIT {RowsAtOnce})
        """;
}
