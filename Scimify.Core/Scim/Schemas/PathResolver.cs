using Scimify.Core.Scim.Dialects;

namespace Scimify.Core.Scim.Schemas;

/// <summary>Finds what a path names in a resource type.</summary>
public static class PathResolver
{
    /// <summary>The path with its attribute, in canonical spelling; null if the type has no such attribute.</summary>
    public static AttributePath? Resolve(AttributePath path, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        if (path.Schema is null)
        {
            return type.Find(path.Name) is { } attribute
                ? WithSub(null, attribute, path.SubAttribute)
                : Bare(path, type, dialect, log);
        }

        var text = path.ToString();
        foreach (var schema in type.Schemas)
        {
            if (ResolveWithin(schema, schema.Id, text, type, dialect, log) is { } found)
            {
                return found;
            }
        }

        foreach (var (misspelt, schema) in Misspellings.Of(type))
        {
            if (ResolveWithin(schema, misspelt, text, type, dialect, log) is { } found
                && dialect.Accepts(VendorQuirks.MisspeltUrn, log, $"accepted: \"{misspelt}\" for \"{schema.Id}\""))
            {
                return found;
            }
        }

        return null;
    }

    private static AttributePath? ResolveWithin(
        ScimSchema schema, string id, string text, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        if (!text.StartsWith(id, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var extension = ReferenceEquals(schema, type.Schema) ? null : schema;
        var rest = text.AsSpan(id.Length);
        if (rest.IsEmpty)
        {
            return extension is null ? null : AttributePath.Of(extension);
        }

        if (rest[0] == '.')
        {
            if (!dialect.Accepts(VendorQuirks.UrnDotPath, log, $"accepted: a dot after the schema URN in \"{text}\""))
            {
                return null;
            }
        }
        else if (rest[0] != ':')
        {
            return null;
        }

        return AttributePath.TryParse(rest[1..], out var inner)
            && inner.Schema is null
            && (schema.Find(inner.Name) ?? (extension is null ? type.Find(inner.Name) : null)) is { } attribute
            ? WithSub(extension, attribute, inner.SubAttribute)
            : null;
    }

    private static AttributePath? Bare(AttributePath path, ScimResourceType type, Dialect dialect, ToleranceLog log) =>
        type.ExtensionWith(path.Name) is { } extension
            && WithSub(extension, extension.Find(path.Name)!, path.SubAttribute) is { } found
            && dialect.Accepts(VendorQuirks.BareExtensionAttribute, log, $"accepted: \"{path}\" for \"{found}\"")
            ? found
            : null;

    private static AttributePath? WithSub(ScimSchema? extension, ScimAttribute attribute, string? sub)
    {
        if (sub is null)
        {
            return AttributePath.Of(extension, attribute);
        }

        return attribute.Sub(sub) is { } found ? AttributePath.Of(extension, attribute, found) : null;
    }
}
