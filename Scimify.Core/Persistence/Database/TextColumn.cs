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

        var text = CaseExact ? literal.Value : ScimText.Normalise(literal.Value);
        return comparison.Operator switch
        {
            ComparisonOperator.Equal => Present($"{Name} = {filter.Argument(text)}"),
            ComparisonOperator.NotEqual => Absent($"{Name} <> {filter.Argument(text)}"),
            ComparisonOperator.StartsWith => Present($"{Name} >= {filter.Argument(text)} AND {Name} < {filter.Argument(text + Last)}"),
            ComparisonOperator.Contains => Present($"{string.Format(filter.Dialect.Position, Name, filter.Argument(text))} > 0"),
            _ => null,
        };
    }

    private SqlPredicate Present(string condition) =>
        SqlPredicate.Exactly(Nullable ? $"({Name} IS NOT NULL AND {condition})" : $"({condition})");

    /// <summary><c>ne</c> is true for an attribute without a value.</summary>
    private SqlPredicate Absent(string condition) =>
        SqlPredicate.Exactly(Nullable ? $"({Name} IS NULL OR {condition})" : $"({condition})");
}
