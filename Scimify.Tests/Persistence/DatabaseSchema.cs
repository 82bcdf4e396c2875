using System.Text;
using System.Text.RegularExpressions;
using Scimify.Core.Persistence.Database;

namespace Scimify.Tests.Persistence;

/// <summary>The schema of a database as sorted lines. The order of columns and constraints makes no difference.</summary>
internal static partial class DatabaseSchema
{
    private const string PostgresSql =
        """
        SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            || ' identity "' || a.attidentity::text || '" generated "' || a.attgenerated::text || '" collation ' || coalesce(l.collname::text, 'none') || ' default '
            || coalesce(pg_get_expr(d.adbin, d.adrelid), 'none')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_collation l ON l.oid = a.attcollation
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'i' AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT c.relkind::text || ' ' || c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'constraint ' || conrelid::regclass::text || '.' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        """;

    /// <summary>Leaves out EF Core's own tables.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(ScimifyDatabase database, CancellationToken ct)
    {
        var lines = database is SqliteDatabase
            ? (await database.ReadAsync(s => s.All("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL", row => row.GetString(0)), ct)).SelectMany(Definitions)
            : await database.ReadAsync(s => s.All(PostgresSql, row => row.GetString(0)), ct);
        return [.. lines.Where(line => !line.Contains("__EFMigrations", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary><c>memberships ()  WITHOUT ROWID</c>, and a line for each column and constraint; an index stays one line.</summary>
    private static IEnumerable<string> Definitions(string sql)
    {
        var (head, tail) = (sql.IndexOf('('), sql.LastIndexOf(')'));
        if (!sql.StartsWith("CREATE TABLE", StringComparison.Ordinal))
        {
            return [Spaces().Replace(sql, " ")];
        }

        var table = sql[..head].Trim();
        return SplitAtCommas(sql[(head + 1)..tail]).Select(definition => $"{table}: {definition}").Prepend($"{table} (){sql[(tail + 1)..]}");
    }

    /// <summary>Splits at separators outside brackets and quotes.</summary>
    private static IEnumerable<string> SplitAtCommas(string definitions)
    {
        var definition = new StringBuilder();
        var depth = 0;
        char? quote = null;
        foreach (var letter in definitions)
        {
            quote = quote is null && letter is '\'' or '"' ? letter : quote == letter ? null : quote;
            depth += quote is not null ? 0 : letter switch { '(' => 1, ')' => -1, _ => 0 };
            if (letter == ',' && depth == 0 && quote is null)
            {
                yield return Spaces().Replace(definition.ToString(), " ").Trim();
                definition.Clear();
            }
            else
            {
                definition.Append(letter);
            }
        }

        yield return Spaces().Replace(definition.ToString(), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
