using System.Diagnostics;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Filtering;

/// <summary>
/// Decides whether a resource matches a bound filter. Any value of a multi-valued attribute may match. An attribute without a
/// value equals nothing, so <c>ne</c> is true for it and every other comparison is false.
/// </summary>
public static class FilterEvaluator
{
    /// <param name="bound">From <see cref="FilterBinder"/>.</param>
    /// <param name="resource">Has id and meta only if the filter shall see them.</param>
    public static bool Matches(Filter bound, ScimObject resource) => bound switch
    {
        And and => All(and.Terms, resource),
        Or or => Any(or.Terms, resource),
        Not not => !Matches(not.Term, resource),
        Present present => Has(present.Path, resource),
        Comparison comparison => Compare(comparison, resource),
        ValuePath valuePath => AnyValue(valuePath, resource),
        _ => throw new UnreachableException(),
    };

    private static bool All(IReadOnlyList<Filter> terms, ScimObject resource)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (!Matches(terms[i], resource))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Any(IReadOnlyList<Filter> terms, ScimObject resource)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (Matches(terms[i], resource))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyValue(ValuePath valuePath, ScimObject resource)
    {
        if (Container(valuePath.Path, resource)?[valuePath.Path.Name] is not ScimArray values)
        {
            return false;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is ScimObject value && Matches(valuePath.Filter, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(AttributePath path, ScimObject resource)
    {
        foreach (var value in ResourceValues.At(path, resource))
        {
            if (ResourceValues.IsPresent(value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Compare(Comparison comparison, ScimObject resource)
    {
        var none = true;
        foreach (var value in ResourceValues.At(comparison.Path, resource))
        {
            none = false;
            if (ValueComparison.Holds(value, comparison))
            {
                return true;
            }
        }

        return none && comparison switch
        {
            { Operator: ComparisonOperator.NotEqual } => true,
            // RFC 7643 section 2.4: a value without "primary" is not primary.
            { Operator: ComparisonOperator.Equal, Literal: ScimBoolean { Value: false }, Path.Name: "primary" } => true,
            _ => false,
        };
    }

    private static ScimObject? Container(AttributePath path, ScimObject resource) =>
        path.Extension is null ? resource : resource.GetObject(path.Extension.Id);
}
