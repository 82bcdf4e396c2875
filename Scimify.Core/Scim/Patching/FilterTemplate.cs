using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>The value that a filter describes: <c>type eq "work" and primary eq true</c> is {type: "work", primary: true}.</summary>
internal static class FilterTemplate
{
    /// <summary>Null if the filter is anything but equalities joined by "and".</summary>
    public static ScimObject? Of(Filter filter, bool onlyTypeAndPrimary)
    {
        var template = ScimObject.Empty;
        IReadOnlyList<Filter> terms = filter is And and ? and.Terms : [filter];
        foreach (var term in terms)
        {
            if (term is not Comparison { Operator: ComparisonOperator.Equal } equality
                || (onlyTypeAndPrimary && equality.Path.Name is not ("type" or "primary")))
            {
                return null;
            }

            template = template.With(equality.Path.Name, equality.Literal);
        }

        return template;
    }
}
