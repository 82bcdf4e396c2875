using System.Diagnostics;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>Applies the operations of a PATCH to a resource.</summary>
public static class PatchEngine
{
    /// <summary>Applies the operations in order (RFC 7644 section 3.5.2).</summary>
    /// <param name="resource">Stays unchanged. If an operation fails, nothing is half-applied.</param>
    /// <param name="ops">From <see cref="PatchRequest.Parse"/>.</param>
    /// <param name="type">Decides mutability and multiplicity.</param>
    /// <param name="dialect">What is accepted.</param>
    /// <param name="log">Receives what was accepted.</param>
    /// <returns>The patched copy with unchanged id, meta and other readOnly attributes, or the same instance if nothing
    /// changed.</returns>
    /// <exception cref="ScimException">400 <c>noTarget</c>, <c>mutability</c> or <c>invalidValue</c>; 413 if the operations
    /// together search more values than a request may.</exception>
    public static ScimObject Apply(
        ScimObject resource, IReadOnlyList<PatchOperation> ops, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        if (ops.Count == 0)
        {
            return resource;
        }

        var draft = ResourceDraft.From(resource, type);
        var values = new ValuePatcher(dialect, log);
        foreach (var operation in ops)
        {
            var attributes = draft.Of(operation.Path.Target.Extension);
            switch (operation.Path)
            {
                case PatchPath.Values path:
                    values.Apply(operation, path, attributes);
                    break;
                case PatchPath.Attribute { Target: { IsExtension: true, Extension: { } extension } }:
                    RemoveExtension(extension, attributes);
                    break;
                case PatchPath.Attribute:
                    AttributePatcher.Apply(operation, attributes, values);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        var patched = draft.Build();
        return SameAttributes(patched, resource) ? resource : patched;
    }

    private static void RemoveExtension(ScimSchema extension, AttributeDraft attributes)
    {
        foreach (var attribute in extension.Attributes)
        {
            if (attribute.Mutability != Mutability.ReadOnly)
            {
                AttributePatcher.RequireRemovable(attribute);
                attributes.Set(attribute.Name, null);
            }
        }
    }

    private static bool SameAttributes(ScimObject left, ScimObject right) =>
        left.Without(CommonAttributes.Schemas.Name).Equals(right.Without(CommonAttributes.Schemas.Name));
}
