using System.Diagnostics;
using System.Text;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Filtering;

/// <summary>Compares one value with one comparison of a bound filter.</summary>
internal static class ValueComparison
{
    public static bool Holds(ScimValue value, Comparison comparison)
    {
        var attribute = comparison.Path.Leaf ?? throw new InvalidOperationException("The filter is not bound.");
        return (value, comparison.Literal) switch
        {
            (ScimBoolean left, ScimBoolean right) => Ordered(left.Value.CompareTo(right.Value), comparison.Operator),
            (ScimNumber left, ScimNumber right) => Ordered(left.CompareTo(right), comparison.Operator),
            (ScimString left, ScimString right) => Text(left.Value, right.Value, attribute, comparison.Operator),
            _ => comparison.Operator == ComparisonOperator.NotEqual,
        };
    }

    private static bool Text(string value, string literal, ScimAttribute attribute, ComparisonOperator comparison)
    {
        if (attribute.Type == AttributeType.DateTime
            && ScimDateTime.TryParse(value, out var left)
            && ScimDateTime.TryParse(literal, out var right)
            && comparison is not (ComparisonOperator.Contains or ComparisonOperator.StartsWith or ComparisonOperator.EndsWith))
        {
            return Ordered(left.CompareTo(right), comparison);
        }

        // ASCII text needs no normal form. Only the order of letters is that of lower case.
        if (!attribute.CaseExact && Ascii.IsValid(value) && Ascii.IsValid(literal))
        {
            switch (comparison)
            {
                case ComparisonOperator.Equal:
                    return value.Equals(literal, StringComparison.OrdinalIgnoreCase);
                case ComparisonOperator.NotEqual:
                    return !value.Equals(literal, StringComparison.OrdinalIgnoreCase);
                case ComparisonOperator.Contains:
                    return value.Contains(literal, StringComparison.OrdinalIgnoreCase);
            }
        }

        value = ScimText.Normalise(value, attribute);
        literal = ScimText.Normalise(literal, attribute);
        return comparison switch
        {
            ComparisonOperator.Contains => value.Contains(literal, StringComparison.Ordinal),
            ComparisonOperator.StartsWith => value.StartsWith(literal, StringComparison.Ordinal),
            ComparisonOperator.EndsWith => value.EndsWith(literal, StringComparison.Ordinal),
            _ => Ordered(string.CompareOrdinal(value, literal), comparison),
        };
    }

    private static bool Ordered(int order, ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.NotEqual => order != 0,
        ComparisonOperator.GreaterThan => order > 0,
        ComparisonOperator.GreaterOrEqual => order >= 0,
        ComparisonOperator.LessThan => order < 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        _ => throw new UnreachableException(),
    };
}
