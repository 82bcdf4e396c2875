using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Scimify.Core.Persistence.Database;

namespace Scimify.Tests.TestKit;

/// <summary>Every text in every table, so that a test can say that something is kept nowhere, also in tables that are yet to come.</summary>
internal static class StoredTexts
{
    /// <param name="tables">Only these; all without any.</param>
    /// <returns><c>table.column</c> of each that has the text, in any case, also where JSON escapes it.</returns>
    public static async Task<IReadOnlyList<string>> WithAsync(ScimifyDatabase database, string text, CancellationToken ct, params IReadOnlyCollection<string> tables)
    {
        await using var db = database.CreateDbContext();
        var columns = db.Model.GetEntityTypes()
            .Where(type => type.GetTableName() is { } table && (tables.Count == 0 || tables.Contains(table)))
            .SelectMany(type => type.GetProperties().Select(property => (Table: type.GetTableName()!, Column: property.GetColumnName(StoreObjectIdentifier.Table(type.GetTableName()!)), Type: property.ClrType)))
            .Where(column => column.Column is not null && (column.Type == typeof(string) || column.Type == typeof(byte[]))).Distinct().ToList();
        Assert.NotEmpty(columns);
        return await database.ReadAsync(
            session => columns.Where(column => session.All($"""SELECT "{column.Column}" FROM {column.Table} WHERE "{column.Column}" IS NOT NULL""", row => Plain(row.GetValue(0))).Exists(stored => stored.Contains(text, StringComparison.OrdinalIgnoreCase)))
                .Select(column => $"{column.Table}.{column.Column}").Order(StringComparer.Ordinal).ToList(),
            ct);
    }

    private static string Plain(object stored) => System.Text.RegularExpressions.Regex.Unescape(
        (stored is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : (string)stored).Replace("\\u", "\u0001", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal).Replace("\u0001", "\\u", StringComparison.Ordinal));
}
