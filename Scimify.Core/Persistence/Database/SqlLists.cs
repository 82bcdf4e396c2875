using Scimify.Core.Persistence.Directory;
using Scimify.Core.Primitives;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Database;

/// <summary>A multi-valued attribute with rows of its own.</summary>
internal abstract class SqlList
{
    /// <summary>Null if SQL cannot express the comparison.</summary>
    public abstract SqlPredicate? Compare(Comparison comparison, SqlFilter filter);

    /// <summary>Whether <see cref="AnyOf"/> can answer.</summary>
    public abstract bool IsIndexed(AttributePath path);

    /// <summary>A value that is any of these texts.</summary>
    public abstract SqlPredicate AnyOf(AttributePath path, IEnumerable<string> texts, SqlFilter filter);

    public abstract SqlPredicate? Has(AttributePath path, SqlFilter filter);

    public abstract SqlPredicate? AnyValue(Filter inner, SqlFilter filter);

    /// <summary>Decides about a part that SQL cannot express: either the evaluator checks it in the document, or it is refused.</summary>
    /// <exception cref="ScimException">400 <c>invalidFilter</c>.</exception>
    public abstract SqlPredicate? Refuse(AttributePath path);

    protected static bool IsValue(AttributePath path) =>
        path.SubAttribute is null || path.SubAttribute.Equals("value", StringComparison.OrdinalIgnoreCase);
}

/// <summary><c>emails</c>: values and types are indexed. The document has them too, for everything else.</summary>
internal sealed class EmailList : SqlList
{
    private static readonly TextColumn Value = new("e.value_norm", CaseExact: false, Nullable: false);
    private static readonly TextColumn Type = new("e.type_norm", CaseExact: false, Nullable: true);

    public override SqlPredicate? Compare(Comparison comparison, SqlFilter filter)
    {
        if (!IsValue(comparison.Path) || comparison.Operator == ComparisonOperator.NotEqual)
        {
            return null;
        }

        return Value.Compare(comparison, filter) is { Sql: { } sql } ? Select(sql, filter) : null;
    }

    public override bool IsIndexed(AttributePath path) => IsValue(path);

    public override SqlPredicate AnyOf(AttributePath path, IEnumerable<string> texts, SqlFilter filter) => Select(Value.AnyOf(texts, filter), filter);

    public override SqlPredicate? Has(AttributePath path, SqlFilter filter) => null;

    /// <summary>A value with a given address and, if the filter names one, a given type.</summary>
    public override SqlPredicate? AnyValue(Filter inner, SqlFilter filter)
    {
        var terms = inner is And and ? and.Terms : [inner];
        var conditions = new List<string>();
        var hasValue = false;
        foreach (var term in terms)
        {
            if (term is not Comparison { Operator: not ComparisonOperator.NotEqual } comparison)
            {
                return null;
            }

            var column = LetterCase.Lower(comparison.Path.Name) switch { "value" => Value, "type" => Type, _ => null };
            if (column?.Compare(comparison, filter) is not { Sql: { } sql })
            {
                return null;
            }

            hasValue |= column == Value;
            conditions.Add(sql);
        }

        return hasValue ? Select(string.Join(" AND ", conditions), filter) : null;
    }

    public override SqlPredicate? Refuse(AttributePath path) => null;

    private static SqlPredicate Select(string condition, SqlFilter filter) => SqlPredicate.Exactly(
        $"u.key IN (SELECT e.user_key FROM scim_user_emails e WHERE e.integration_key = {filter.Integration()} AND {condition})");
}

/// <summary><c>groups</c> of users and <c>members</c> of groups, which exist only as membership rows.</summary>
/// <param name="select">The query, with the integration's parameter and room for one more condition.</param>
/// <param name="table">The table of the other side.</param>
/// <param name="idColumn">The ID of the other side.</param>
/// <param name="displayColumn">Its normalised display text; null if SQL has none.</param>
internal sealed class ReferenceList(string select, string table, string idColumn, string? displayColumn) : SqlList
{
    public override SqlPredicate? Compare(Comparison comparison, SqlFilter filter)
    {
        var column = Column(comparison.Path);
        if (column is null || comparison.Literal is not ScimString literal)
        {
            return null;
        }

        return comparison.Operator switch
        {
            ComparisonOperator.Equal => Select(column, comparison, filter),
            ComparisonOperator.NotEqual => null,
            _ when column.CaseExact => null,
            _ => literal.Value.Length == 0 ? null : Select(column, comparison, filter),
        };
    }

    public override bool IsIndexed(AttributePath path) => Column(path) is not null;

    public override SqlPredicate AnyOf(AttributePath path, IEnumerable<string> texts, SqlFilter filter) =>
        SqlPredicate.Exactly(string.Format(select, filter.Integration(), $" AND {Column(path)!.KeyOfAny(table, texts, filter)}"));

    public override SqlPredicate? Has(AttributePath path, SqlFilter filter) =>
        IsValue(path) ? SqlPredicate.Exactly(string.Format(select, filter.Integration(), "")) : null;

    public override SqlPredicate? AnyValue(Filter inner, SqlFilter filter) => inner is Comparison comparison
        ? Compare(comparison with { Path = new AttributePath(null, "x", comparison.Path.Name) }, filter)
        : null;

    public override SqlPredicate? Refuse(AttributePath path) => throw ScimException.InvalidFilter(
        $"\"{path.Name}\" can be filtered only by value, with \"eq\" or \"pr\", for example {path.Name} eq \"an id\".");

    private TextColumn? Column(AttributePath path) => LetterCase.Lower(path.SubAttribute ?? "value") switch
    {
        "value" => new TextColumn(idColumn, CaseExact: true, Nullable: false),
        "display" when displayColumn is not null => new TextColumn(displayColumn, CaseExact: false, Nullable: false),
        _ => null,
    };

    private SqlPredicate? Select(TextColumn column, Comparison comparison, SqlFilter filter) =>
        column.Compare(comparison, filter) is { Sql: { } sql }
            ? SqlPredicate.Exactly(string.Format(select, filter.Integration(), $" AND {sql}"))
            : null;
}
