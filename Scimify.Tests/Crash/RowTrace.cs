using Microsoft.Data.Sqlite;
using Scimify.Core.Primitives;

namespace Scimify.Tests.Crash;

/// <summary>Records every state of a membership's row with SQLite triggers, to explain a difference at the end.</summary>
internal static class RowTrace
{
    private const string State = "{0}.desired || ' applied ' || {0}.applied || ' state ' || {0}.sync_state || ' due ' || {0}.due || ' generation ' || {0}.desired_generation || ' lease ' || coalesce({0}.lease_owner, '-') || ' look again ' || coalesce({0}.look_again_at, '-')";

    public static async Task KeepAsync(string file, CancellationToken ct)
    {
        await using var connection = await OpenAsync(file, ct);
        await ExecuteAsync(connection, "CREATE TABLE row_trace (at TEXT, group_key INTEGER, user_key INTEGER, what TEXT)", ct);
        foreach (var (change, row) in new[] { ("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old") })
        {
            await ExecuteAsync(
                connection,
                $"""
                CREATE TRIGGER trace_{LetterCase.Lower(change)} AFTER {change} ON memberships BEGIN
                    INSERT INTO row_trace VALUES (strftime('%H:%M:%f', 'now'), {row}.group_key, {row}.user_key, '{change} desired ' || {string.Format(State, row)});
                END
                """,
                ct);
        }
    }

    /// <summary>The recorded states of a group's members, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> OfGroupAsync(string file, string groupName, CancellationToken ct)
    {
        await using var connection = await OpenAsync(file, ct);
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT t.at || ' ' || g.display_name || ': ' || coalesce(u.user_name, t.user_key) || ' ' || t.what FROM row_trace t
            JOIN scim_groups g ON g.key = t.group_key LEFT JOIN scim_users u ON u.key = t.user_key WHERE g.display_name = $name ORDER BY t.rowid
            """;
        command.Parameters.AddWithValue("$name", groupName);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    private static async Task<SqliteConnection> OpenAsync(string file, CancellationToken ct)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }
}
