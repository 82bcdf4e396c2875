using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Filtering;

public enum ComparisonOperator
{
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    GreaterThan,
    GreaterOrEqual,
    LessThan,
    LessOrEqual,
}

/// <summary>A filter of RFC 7644 section 3.4.2.2 as a closed tree, compared by content.</summary>
public abstract record Filter
{
    private protected Filter()
    {
    }

    /// <summary>How many comparisons it takes, at most, to decide about a resource. In brackets: about a value.</summary>
    public int Comparisons => this switch
    {
        And and => and.Terms.Sum(term => term.Comparisons),
        Or or => or.Terms.Sum(term => term.Comparisons),
        Not not => not.Term.Comparisons,
        ValuePath valuePath => valuePath.Filter.Comparisons,
        _ => 1,
    };

    public sealed override string ToString() => FilterPrinter.Print(this);
}

/// <summary>All of two or more terms, in order.</summary>
public sealed record And(IReadOnlyList<Filter> Terms) : Filter
{
    public bool Equals(And? other) => other is not null && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => Terms.Count;
}

/// <summary>Any of two or more terms, in order.</summary>
public sealed record Or(IReadOnlyList<Filter> Terms) : Filter
{
    public bool Equals(Or? other) => other is not null && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => Terms.Count;
}

public sealed record Not(Filter Term) : Filter;

/// <summary><c>pr</c>: the attribute has a value, and it is not empty.</summary>
public sealed record Present(AttributePath Path) : Filter;

/// <param name="Path">The attribute to compare; any of its values may match.</param>
/// <param name="Operator">One of nine.</param>
/// <param name="Literal">A string, number or boolean; null only before binding.</param>
public sealed record Comparison(AttributePath Path, ComparisonOperator Operator, ScimValue Literal) : Filter;

/// <summary><c>emails[...]</c>: a single value of the attribute satisfies the whole filter, whose paths are sub-attributes.</summary>
public sealed record ValuePath(AttributePath Path, Filter Filter) : Filter;
