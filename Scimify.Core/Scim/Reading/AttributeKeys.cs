using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>Finds the attribute for a key of a resource body, or of the value of a PATCH operation without a path.</summary>
internal sealed class AttributeKeys(ScimResourceType type, Dialect dialect, ToleranceLog log)
{
    /// <summary>Whether something was left out because no schema has it.</summary>
    public bool HasLeftOut { get; private set; }

    /// <summary>Null if no schema has such an attribute.</summary>
    public AttributePath? Find(string key)
    {
        if (type.PathOf(key) is { } core)
        {
            return core;
        }

        if (type.Extension(key) is { } extension)
        {
            return AttributePath.Of(extension);
        }

        if (Misspellings.Find(type, key) is { } meant
            && dialect.Accepts(VendorQuirks.MisspeltUrn, log, $"accepted: \"{key}\" for \"{meant.Id}\""))
        {
            return AttributePath.Of(meant);
        }

        if (!AttributePath.TryParse(key, out var path) || PathResolver.Resolve(path, type, dialect, log) is not { } found)
        {
            return null;
        }

        if (path.Schema is not null && !dialect.Accepts(VendorQuirks.UrnKey, log, $"accepted: the key \"{found}\" for an attribute of its schema"))
        {
            return null;
        }

        return found.Sub is null || dialect.Accepts(VendorQuirks.DottedKey, log, $"accepted: the key \"{found}\" for a sub-attribute")
            ? found
            : null;
    }

    /// <summary>A key within the object of an extension.</summary>
    public AttributePath? FindWithin(ScimSchema extension, string key)
    {
        if (extension.Find(key) is { } attribute)
        {
            return AttributePath.Of(extension, attribute);
        }

        return AttributePath.TryParse(key, out var path)
            && path is { Schema: null, SubAttribute: { } subName }
            && extension.Find(path.Name) is { } parent
            && parent.Sub(subName) is { } sub
            && dialect.Accepts(VendorQuirks.DottedKey, log, $"accepted: the key \"{path}\" for a sub-attribute")
            ? AttributePath.Of(extension, parent, sub)
            : null;
    }

    /// <summary>The attributes that a body names, those of extensions one by one. Unknown ones are noted or refused.</summary>
    /// <returns>In the order of the body. <c>schemas</c> is left out, at the top and inside extensions.</returns>
    /// <exception cref="ScimException">400 <c>invalidSyntax</c> for an unknown attribute, if the dialect refuses it.</exception>
    public IEnumerable<(AttributePath Path, ScimValue Value)> Expand(ScimObject body)
    {
        foreach (var (key, value) in body)
        {
            if (key.Equals(CommonAttributes.Schemas.Name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (IsCoreContainer(key, value))
            {
                foreach (var inner in Expand((ScimObject)value))
                {
                    yield return inner;
                }
            }
            else if (Find(key) is not { } path)
            {
                Unknown(key, value);
            }
            else if (path is { IsExtension: true, Extension: { } extension })
            {
                foreach (var inner in ExpandExtension(extension, path, value))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (path, value);
            }
        }
    }

    private IEnumerable<(AttributePath Path, ScimValue Value)> ExpandExtension(ScimSchema extension, AttributePath path, ScimValue value)
    {
        if (value is ScimNull)
        {
            yield return (path, value);
            yield break;
        }

        if (value is not ScimObject attributes)
        {
            throw ScimException.InvalidValue($"\"{extension.Id}\" must be an object.");
        }

        foreach (var (key, inner) in attributes)
        {
            if (key.Equals(CommonAttributes.Schemas.Name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (FindWithin(extension, key) is { } found)
            {
                yield return (found, inner);
            }
            else
            {
                Unknown($"{extension.Id}:{key}", inner);
            }
        }
    }

    private bool IsCoreContainer(string key, ScimValue value) =>
        value is ScimObject
        && string.Equals(key, type.Schema.Id, StringComparison.OrdinalIgnoreCase)
        && dialect.Accepts(VendorQuirks.UrnKey, log, $"accepted: attributes within \"{type.Schema.Id}\"");

    private void Unknown(string key, ScimValue value)
    {
        if (value is ScimNull or ScimArray { Count: 0 })
        {
            return;
        }

        if (UnkeptAttribute.HasNoEffect(key, type))
        {
            UnkeptAttribute.LeaveOut(key, dialect, log, ScimException.InvalidSyntax);
            return;
        }

        key = ScimJson.Excerpt(key);
        if (!dialect.Accepts(VendorQuirks.UnknownAttribute, log, $"left out: {type.Name} has no attribute \"{key}\""))
        {
            throw ScimException.InvalidSyntax($"{type.Name} has no attribute \"{key}\".");
        }

        HasLeftOut = true;
    }
}
