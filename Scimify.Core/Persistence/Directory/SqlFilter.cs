using System.Diagnostics;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// Turns a bound filter into SQL, as far as columns and indexes allow. What SQL cannot express is left to
/// <see cref="FilterEvaluator"/>, and never dropped.
/// </summary>
internal sealed class SqlFilter(ListSource source, SqlDialect dialect, List<object?> arguments, int integrationKey)
{
    /// <summary>
    /// The limit of what a filter may ask of each resource. The values of an "eq" on an indexed attribute, joined with "or", are
    /// one question together.
    /// </summary>
    public const int MaxQuestions = 100;

    private int _questions;

    /// <summary>Translates a whole filter.</summary>
    /// <exception cref="ScimException">400 <c>tooMany</c>: it asks more than <see cref="MaxQuestions"/>.</exception>
    public SqlPredicate TranslateAll(Filter filter)
    {
        var predicate = Translate(filter);
        var questions = predicate.IsExact ? _questions : filter.Comparisons;
        return questions <= MaxQuestions ? predicate : throw ScimException.TooMany(
            $"The filter has {questions} comparisons, and at most {MaxQuestions} are allowed. Only \"eq\" on {source.Indexed} may have more, joined with \"or\" and nothing else.");
    }

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
        Comparison comparison => Asked(comparison, source.Compare(comparison, this)),
        Present present => Asked(present, source.Has(present.Path, this)),
        ValuePath valuePath => Asked(valuePath, source.AnyValue(valuePath, this)),
        _ => throw new UnreachableException(),
    };

    private SqlPredicate Asked(Filter leaf, SqlPredicate? predicate)
    {
        _questions += leaf.Comparisons;
        return predicate ?? SqlPredicate.Unknown;
    }

    private SqlPredicate Conjunction(IReadOnlyList<Filter> terms)
    {
        var parts = terms.Select(Translate).ToList();
        var sql = parts.Where(p => p.Sql is not null).Select(p => p.Sql!).ToList();
        return new(sql.Count == 0 ? null : Balanced("AND", sql), parts.TrueForAll(p => p.IsExact));
    }

    private SqlPredicate Disjunction(IReadOnlyList<Filter> terms)
    {
        var (wanted, others) = Wanted(terms);
        var parts = others.ConvertAll(Translate);
        foreach (var (path, texts) in wanted)
        {
            parts.Add(source.AnyOf(path, texts, this)!.Value);
            _questions++;
        }

        var exact = parts.TrueForAll(p => p.IsExact);
        return parts.Exists(p => p.Sql is null) ? new(null, exact) : new(Balanced("OR", [.. parts.Select(p => p.Sql!)]), exact);
    }

    /// <summary>Separates what an index finds by a list of texts, by attribute, from the rest.</summary>
    private (List<(AttributePath Path, List<string> Texts)> Wanted, List<Filter> Others) Wanted(IReadOnlyList<Filter> terms)
    {
        var byPath = new Dictionary<AttributePath, (List<string> Texts, Filter First)>();
        var others = new List<Filter>();
        foreach (var term in Flat(terms))
        {
            if (term is not Comparison { Operator: ComparisonOperator.Equal, Literal: ScimString text } comparison || !source.IsIndexed(comparison.Path))
            {
                others.Add(term);
                continue;
            }

            if (!byPath.TryGetValue(comparison.Path, out var found))
            {
                byPath[comparison.Path] = found = ([], term);
            }

            found.Texts.Add(text.Value);
        }

        others.AddRange(byPath.Values.Where(found => found.Texts.Count == 1).Select(found => found.First));
        return ([.. byPath.Where(found => found.Value.Texts.Count > 1).Select(found => (found.Key, found.Value.Texts))], others);
    }

    private static IEnumerable<Filter> Flat(IReadOnlyList<Filter> terms) => terms.SelectMany(term => term is Or or ? Flat(or.Terms) : [term]);

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
