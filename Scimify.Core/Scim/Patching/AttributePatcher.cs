using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>Applies operations whose path has no filter.</summary>
internal static class AttributePatcher
{
    public static void Apply(PatchOperation operation, AttributeDraft attributes, ValuePatcher values)
    {
        var attribute = operation.Path.Target.Attribute!;
        if (operation.Path.Target.Sub is { } sub)
        {
            ApplyToSub(operation, attribute, sub, attributes, values);
        }
        else if (operation.Op == PatchOp.Remove)
        {
            Remove(operation, attribute, attributes, values);
        }
        else if (attribute.MultiValued)
        {
            var given = (ScimArray)operation.Value!;
            if (operation.Op == PatchOp.Add)
            {
                values.AddAll(attribute, attributes.Many(attribute.Name), given);
            }
            else
            {
                RequireMutable(attribute, attributes.Get(attribute.Name), given);
                attributes.Set(attribute.Name, given);
            }
        }
        else
        {
            var old = attributes.Get(attribute.Name);
            var merged = operation.Value is ScimObject change ? Merge(attribute, old as ScimObject, change) : operation.Value!;
            RequireMutable(attribute, old, merged);
            attributes.Set(attribute.Name, merged);
        }
    }

    /// <summary>Sets the sub-attributes that the change names. The others stay (RFC 7644 section 3.5.2.3).</summary>
    public static ScimObject Merge(ScimAttribute attribute, ScimObject? old, ScimObject change)
    {
        var result = old ?? ScimObject.Empty;
        foreach (var (name, value) in change)
        {
            if (attribute.Sub(name) is { } sub)
            {
                RequireMutable(sub, result[name], value);
            }

            result = result.With(name, value);
        }

        return result;
    }

    /// <exception cref="ScimException">400 <c>mutability</c>: an immutable attribute already has another value.</exception>
    public static void RequireMutable(ScimAttribute attribute, ScimValue? old, ScimValue? value)
    {
        if (attribute.Mutability == Mutability.Immutable && old is not null && !old.Equals(value))
        {
            throw ScimException.Mutability($"\"{attribute.Name}\" cannot be changed once it has a value.");
        }
    }

    /// <exception cref="ScimException">400 <c>mutability</c> (RFC 7644 section 3.5.2.2).</exception>
    public static void RequireRemovable(ScimAttribute attribute)
    {
        if (attribute.Required)
        {
            throw ScimException.Mutability($"\"{attribute.Name}\" is required and cannot be removed.");
        }
    }

    private static void Remove(PatchOperation operation, ScimAttribute attribute, AttributeDraft attributes, ValuePatcher values)
    {
        if (operation.Value is ScimArray listed)
        {
            values.RemoveAll(attribute, attributes.Many(attribute.Name), listed);
            return;
        }

        RequireRemovable(attribute);
        RequireMutable(attribute, attributes.Get(attribute.Name), null);
        attributes.Set(attribute.Name, null);
    }

    private static void ApplyToSub(
        PatchOperation operation, ScimAttribute attribute, ScimAttribute sub, AttributeDraft attributes, ValuePatcher values)
    {
        if (attribute.MultiValued)
        {
            values.ApplyToEach(operation, attribute, sub, attributes.Many(attribute.Name));
            return;
        }

        var old = attributes.Get(attribute.Name) as ScimObject ?? ScimObject.Empty;
        var changed = WithSub(old, sub, operation);
        attributes.Set(attribute.Name, changed.Count == 0 ? null : changed);
    }

    public static ScimObject WithSub(ScimObject old, ScimAttribute sub, PatchOperation operation)
    {
        if (operation.Op == PatchOp.Remove)
        {
            RequireRemovable(sub);
            RequireMutable(sub, old[sub.Name], null);
            return old.Without(sub.Name);
        }

        var value = operation.Op == PatchOp.Add && sub.MultiValued && old[sub.Name] is ScimArray before
            ? ScimArray.From(before.Union((ScimArray)operation.Value!))
            : operation.Value!;
        RequireMutable(sub, old[sub.Name], value);
        return old.With(sub.Name, value);
    }
}
