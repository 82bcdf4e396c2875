using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Scim.Filtering;

/// <summary>What a filter does with an attribute that the resource type does not have.</summary>
public enum UnknownAttributes
{
    /// <summary>400 <c>invalidFilter</c>.</summary>
    Refuse,

    /// <summary>It counts as having no value, for a search over several resource types (RFC 7644 section 3.4.2.1).</summary>
    TakeAsAbsent,
}

/// <summary>
/// Resolves the paths of a filter against a resource type, so that evaluator and database need no schema. In a bound tree,
/// every path has its <see cref="AttributePath.Attribute"/> in canonical spelling. No comparison names a complex attribute:
/// <c>emails co "x"</c> has become <c>emails.value co "x"</c>, and <c>manager eq "x"</c> likewise. No literal is null:
/// <c>eq null</c> has become <c>not (... pr)</c>. Literals have the attribute's type.
/// </summary>
public static class FilterBinder
{
    /// <exception cref="ScimException">400 <c>invalidFilter</c>: an attribute is unknown or never returned,
    /// its type does not have the operator, or a value has another type.</exception>
    public static Filter Bind(
        Filter filter,
        ScimResourceType type,
        Dialect dialect,
        ToleranceLog? log = null,
        UnknownAttributes unknown = UnknownAttributes.Refuse) =>
        new BindingScope(type, null, dialect, log ?? new ToleranceLog(), unknown).Bind(filter);

    /// <summary>Binds the filter in the brackets of a value path, whose paths are sub-attributes of the parent.</summary>
    internal static Filter BindValueFilter(Filter filter, AttributePath parent, ScimResourceType type, Dialect dialect, ToleranceLog log) =>
        new BindingScope(type, parent, dialect, log, UnknownAttributes.Refuse).Bind(filter);
}
