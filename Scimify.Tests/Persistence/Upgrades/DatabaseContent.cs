using System.Data.Common;
using System.Globalization;
using Scimify.Core.Persistence.Database;

namespace Scimify.Tests.Persistence.Upgrades;

/// <summary>A table as text.</summary>
/// <param name="Columns">Empty if there is no row.</param>
/// <param name="Rows">Values by column.</param>
internal sealed record TableContent(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyDictionary<string, string?>> Rows)
{
    /// <summary>The values of some columns, one line for each row, in an order that depends on nothing else.</summary>
    public IReadOnlyList<string> Lines(IReadOnlyList<string> columns) =>
        [.. Rows.Select(row => string.Join("; ", columns.Select(column => $"{column}={row[column] ?? "NULL"}"))).Order(StringComparer.Ordinal)];
}

/// <summary>Everything in a database, without EF Core's and SQLite's own tables.</summary>
internal static class DatabaseContent
{
    private const string SqliteTables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
    private const string PostgresTables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";

    public static async Task<IReadOnlyDictionary<string, TableContent>> ReadAsync(ScimifyDatabase database, CancellationToken ct) =>
        await database.ReadAsync(
            session => session.All(database is SqliteDatabase ? SqliteTables : PostgresTables, row => row.GetString(0))
                .Where(table => !table.StartsWith("__EF", StringComparison.Ordinal))
                .ToDictionary(table => table, table => Table(session, table)),
            ct);

    private static TableContent Table(ReadSession session, string table)
    {
        var rows = session.All<IReadOnlyDictionary<string, string?>>(
            $"SELECT * FROM {table}", row => Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, i => Text(row, i)));
        return new TableContent(rows.Count > 0 ? [.. rows[0].Keys] : [], rows);
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetValue(column) switch
    {
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString(),
    };
}
