using System.Diagnostics;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Scim.Filtering;

namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// Turns a bound filter into SQL, as far as columns and indexes allow. What SQL cannot express is left to
/// <see cref="FilterEvaluator"/>, and never dropped.
/// </summary>
internal sealed class SqlFilter(ListSource source, SqlDialect dialect, List<object?> arguments, int integrationKey)
{
    public SqlPredicate Translate(Filter filter)
    {
        var before = arguments.Count;
        var predicate = Part(filter);
        if (predicate.Sql is null)
        {
            // Statements are cached by their text. Arguments that the text does not use would be too many.
            arguments.RemoveRange(before, arguments.Count - before);
        }

        return predicate;
    }

    public SqlDialect Dialect => dialect;

    /// <summary>The parameter that limits a sub-select to the integration.</summary>
    public string Integration() => Argument(integrationKey);

    public string Argument(object? value)
    {
        arguments.Add(value);
        return ParameterNames.Of(arguments.Count - 1);
    }

    private SqlPredicate Part(Filter filter) => filter switch
    {
        And and => Conjunction(and.Terms),
        Or or => Disjunction(or.Terms),
        Not not => Negation(Translate(not.Term)),
        Comparison comparison => source.Compare(comparison, this) ?? SqlPredicate.Unknown,
        Present present => source.Has(present.Path, this) ?? SqlPredicate.Unknown,
        ValuePath valuePath => source.AnyValue(valuePath, this) ?? SqlPredicate.Unknown,
        _ => throw new UnreachableException(),
    };

    private SqlPredicate Conjunction(IReadOnlyList<Filter> terms)
    {
        var parts = terms.Select(Translate).ToList();
        var sql = parts.Where(p => p.Sql is not null).Select(p => p.Sql!).ToList();
        return new(sql.Count == 0 ? null : Balanced("AND", sql), parts.TrueForAll(p => p.IsExact));
    }

    private SqlPredicate Disjunction(IReadOnlyList<Filter> terms)
    {
        var parts = terms.Select(Translate).ToList();
        var exact = parts.TrueForAll(p => p.IsExact);
        return parts.Exists(p => p.Sql is null) ? new(null, exact) : new(Balanced("OR", [.. parts.Select(p => p.Sql!)]), exact);
    }

    private static SqlPredicate Negation(SqlPredicate term) => term switch
    {
        { IsExact: false } => SqlPredicate.Unknown,
        { Sql: null } => SqlPredicate.Nothing,
        _ => SqlPredicate.Exactly($"NOT ({term.Sql})"),
    };

    /// <summary>SQLite reads a chain of a thousand terms as a thousand levels, which is its limit.</summary>
    private static string Balanced(string word, List<string> terms)
    {
        if (terms.Count == 1)
        {
            return terms[0];
        }

        var half = terms.Count / 2;
        return $"({Balanced(word, terms[..half])} {word} {Balanced(word, terms[half..])})";
    }
}
