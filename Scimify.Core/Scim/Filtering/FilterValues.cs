using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Filtering;

/// <summary>Recognises <c>value eq "a"</c> and <c>value eq "a" or value eq "b"</c>.</summary>
public static class FilterValues
{
    /// <summary>The texts that "value" may equal, each once; null where the filter says anything else.</summary>
    public static IReadOnlyList<string>? Of(Filter filter)
    {
        var values = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return Collect(filter, values, seen) ? values : null;
    }

    private static bool Collect(Filter filter, List<string> values, HashSet<string> seen)
    {
        switch (filter)
        {
            case Or or:
                return or.Terms.All(term => Collect(term, values, seen));
            case Comparison { Operator: ComparisonOperator.Equal, Path: { Schema: null, Name: "value", SubAttribute: null }, Literal: ScimString text }:
                if (seen.Add(text.Value))
                {
                    values.Add(text.Value);
                }

                return true;
            default:
                return false;
        }
    }
}
