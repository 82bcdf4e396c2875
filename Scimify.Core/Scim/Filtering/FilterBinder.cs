using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Scim.Filtering;

/// <summary>What a filter does with an attribute that the resource type does not have.</summary>
public enum UnknownAttributes
{
    /// <summary>400 <c>invalidFilter</c>.</summary>
    Refuse,

    /// <summary>It has no value: for a search over several resource types (RFC 7644 section 3.4.2.1).</summary>
    TakeAsAbsent,
}

/// <summary>
/// Resolves the paths of a filter against a resource type, so that evaluator and database need no schema.
/// In a bound tree every path carries its <see cref="AttributePath.Attribute"/> in canonical spelling; a complex
/// attribute stands in no comparison (<c>emails co "x"</c> has become <c>emails.value co "x"</c>, <c>manager eq "x"</c>
/// likewise); no literal is null (<c>eq null</c> has become <c>not (... pr)</c>); literals have the attribute's type.
/// </summary>
public static class FilterBinder
{
    /// <exception cref="ScimException">400 <c>invalidFilter</c>: an attribute that is unknown or never returned,
    /// an operator that the type does not have, or a value of another type.</exception>
    public static Filter Bind(
        Filter filter,
        ScimResourceType type,
        Dialect dialect,
        ToleranceLog? log = null,
        UnknownAttributes unknown = UnknownAttributes.Refuse) =>
        new BindingScope(type, null, dialect, log ?? new ToleranceLog(), unknown).Bind(filter);

    /// <summary>The filter within the brackets of a value path: its paths are sub-attributes of the parent.</summary>
    internal static Filter BindValueFilter(Filter filter, AttributePath parent, ScimResourceType type, Dialect dialect, ToleranceLog log) =>
        new BindingScope(type, parent, dialect, log, UnknownAttributes.Refuse).Bind(filter);
}
