using System.Text.Json;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Database;

/// <summary>A text column. It is normalised unless the attribute is case-exact.</summary>
internal sealed record TextColumn(string Name, bool CaseExact, bool Nullable)
{
    /// <summary>Sorts after every text that begins with a given prefix.</summary>
    private const string Last = "\U0010FFFF";

    /// <summary>Null for an operator that is left to the evaluator.</summary>
    public SqlPredicate? Compare(Comparison comparison, SqlFilter filter)
    {
        if (comparison.Literal is not ScimString literal)
        {
            return null;
        }

        var text = Stored(literal.Value);
        return comparison.Operator switch
        {
            ComparisonOperator.Equal => Present($"{Name} = {filter.Argument(text)}"),
            ComparisonOperator.NotEqual => Absent($"{Name} <> {filter.Argument(text)}"),
            ComparisonOperator.StartsWith => Present($"{Name} >= {filter.Argument(text)} AND {Name} < {filter.Argument(text + Last)}"),
            ComparisonOperator.Contains => Present($"{string.Format(filter.Dialect.Position, Name, filter.Argument(text))} > 0"),
            _ => null,
        };
    }

    /// <summary>A condition that one index answers, however many texts there are.</summary>
    public string AnyOf(IEnumerable<string> texts, SqlFilter filter) => $"{Name} IN ({Rows(texts, filter)})";

    /// <summary>
    /// The same for a column of a table with keys. SQLite cannot know how few texts there are, and CROSS JOIN keeps it from going
    /// through the directory instead.
    /// </summary>
    /// <param name="table">The table of the column.</param>
    /// <param name="texts">As a client sends them.</param>
    /// <param name="filter">Takes the arguments.</param>
    /// <param name="hasTombstones">Whether rows of deleted resources stay in the table.</param>
    public string KeyOfAny(string table, IEnumerable<string> texts, SqlFilter filter, bool hasTombstones = true)
    {
        var (alias, column) = (Name[..Name.IndexOf('.')], Name[(Name.IndexOf('.') + 1)..]);
        return $"""
            {alias}.key IN (SELECT w.key FROM ({Rows(texts, filter)}) j CROSS JOIN {table} w
            WHERE w.integration_key = {filter.Integration()} AND w.{column} = j.value{(Nullable ? $" AND w.{column} IS NOT NULL" : "")}{(hasTombstones ? " AND w.deleted_at IS NULL" : "")})
            """;
    }

    private string Rows(IEnumerable<string> texts, SqlFilter filter) =>
        string.Format(filter.Dialect.JsonTexts, filter.Argument(JsonSerializer.Serialize(texts.Select(Stored).Distinct(StringComparer.Ordinal))));

    private string Stored(string text) => CaseExact ? text : ScimText.Normalise(text);

    private SqlPredicate Present(string condition) =>
        SqlPredicate.Exactly(Nullable ? $"({Name} IS NOT NULL AND {condition})" : $"({condition})");

    /// <summary><c>ne</c> is true for an attribute without a value.</summary>
    private SqlPredicate Absent(string condition) =>
        SqlPredicate.Exactly(Nullable ? $"({Name} IS NULL OR {condition})" : $"({condition})");
}
