using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>The path of a PATCH operation (RFC 7644 section 3.5.2, figure 7).</summary>
internal static class PatchPathReader
{
    /// <exception cref="ScimException">400 <c>invalidPath</c>, or <c>invalidFilter</c> for the part in brackets.</exception>
    public static PatchPath Read(string text, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var name = bracket < 0 ? text.AsSpan() : text.AsSpan(0, bracket);
        if (!AttributePath.TryParse(name.Trim(), out var path))
        {
            throw ScimException.InvalidPath($"\"{ScimJson.Excerpt(text)}\" is not a path.");
        }

        var target = PathResolver.Resolve(path, type, dialect, log)
            ?? throw ScimException.InvalidPath($"{type.Name} has no attribute \"{ScimJson.Excerpt(path.ToString())}\".");
        return bracket < 0 ? new PatchPath.Attribute(target) : ReadValues(text, bracket, target, type, dialect, log);
    }

    private static PatchPath.Values ReadValues(
        string text, int bracket, AttributePath target, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        if (target is not { Attribute: { Type: AttributeType.Complex, MultiValued: true } attribute, Sub: null })
        {
            throw ScimException.InvalidPath($"\"{target}\" has no values to choose from with a filter in brackets.");
        }

        var filter = FilterParser.ParseValueFilter(text, bracket + 1, out var end);
        var bound = FilterBinder.BindValueFilter(filter, target, type, dialect, log);
        var rest = text.AsSpan(end).Trim();
        if (rest.IsEmpty)
        {
            return new PatchPath.Values(target, bound, null);
        }

        var sub = rest[0] == '.' ? attribute.Sub(rest[1..].ToString()) : null;
        return sub is not null
            ? new PatchPath.Values(target, bound, sub)
            : throw ScimException.InvalidPath($"\"{ScimJson.Excerpt(rest.ToString())}\" is not a sub-attribute of \"{target}\".");
    }
}
