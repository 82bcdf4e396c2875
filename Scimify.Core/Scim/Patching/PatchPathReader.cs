using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>The path of a PATCH operation (RFC 7644 section 3.5.2, figure 7).</summary>
internal static class PatchPathReader
{
    /// <exception cref="ScimException">400 <c>invalidPath</c>, or <c>invalidFilter</c> for the part in brackets.</exception>
    public static PatchPath Read(string text, ScimResourceType type, Dialect dialect, ToleranceLog log) =>
        Find(text, type, dialect, log, out var unknown) ?? throw NoSuch(unknown!, type, dialect);

    /// <param name="text">The path as sent.</param>
    /// <param name="type">Decides which attributes there are.</param>
    /// <param name="dialect">What is accepted.</param>
    /// <param name="log">Receives what was accepted.</param>
    /// <param name="unknown">A path that no schema has, without its filter; null if something was found.</param>
    /// <returns>Null if the path has the right form, but no schema has the attribute or sub-attribute.</returns>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static PatchPath? Find(string text, ScimResourceType type, Dialect dialect, ToleranceLog log, out AttributePath? unknown)
    {
        unknown = null;
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var name = bracket < 0 ? text.AsSpan() : text.AsSpan(0, bracket);
        if (!AttributePath.TryParse(name.Trim(), out var path))
        {
            throw ScimException.InvalidPath($"\"{ScimJson.Excerpt(text)}\" is not a path.");
        }

        if (PathResolver.Resolve(path, type, dialect, log) is { } target)
        {
            return bracket < 0 ? new PatchPath.Attribute(target) : ReadValues(text, bracket, target, type, dialect, log, out unknown);
        }

        RequireMayBeLeftOut(path, type, dialect);
        if (bracket >= 0)
        {
            FilterParser.ParseValueFilter(text, bracket + 1, out var end);
            RequireSubName(text.AsSpan(end).Trim(), path);
        }

        unknown = path;
        return null;
    }

    public static ScimException NoSuch(AttributePath unknown, ScimResourceType type, Dialect dialect) => dialect.Unknown(
        $"{type.Name} has no attribute \"{ScimJson.Excerpt(unknown.ToString())}\".", ScimException.InvalidPath);

    private static PatchPath.Values? ReadValues(
        string text, int bracket, AttributePath target, ScimResourceType type, Dialect dialect, ToleranceLog log, out AttributePath? unknown)
    {
        unknown = null;
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

        RequireSubName(rest, target);
        var name = rest[1..].ToString();
        if (attribute.Sub(name) is { } sub)
        {
            return new PatchPath.Values(target, bound, sub);
        }

        unknown = target with { SubAttribute = name };
        RequireMayBeLeftOut(unknown, type, dialect);
        return null;
    }

    /// <summary>Reads what follows a filter in brackets: nothing, or a dot and a name.</summary>
    private static void RequireSubName(ReadOnlySpan<char> rest, AttributePath target)
    {
        if (!rest.IsEmpty && (rest[0] != '.' || !AttributePath.IsName(rest[1..])))
        {
            throw ScimException.InvalidPath($"\"{ScimJson.Excerpt(rest.ToString())}\" is not a sub-attribute of \"{target}\".");
        }
    }

    /// <summary>
    /// Refuses a part of an attribute without parts, or of a member. Whoever writes "active.value" means an existing attribute, and
    /// leaving that out would be a false success.
    /// </summary>
    private static void RequireMayBeLeftOut(AttributePath path, ScimResourceType type, Dialect dialect)
    {
        if (path.SubAttribute is not null
            && PathResolver.Resolve(path with { SubAttribute = null }, type, dialect, new ToleranceLog())?.Attribute is { } attribute
            && (attribute.Type != AttributeType.Complex || attribute.Name == GroupBody.MembersName))
        {
            throw NoSuch(path, type, dialect);
        }
    }
}
