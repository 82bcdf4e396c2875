using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

public enum PatchOp
{
    Add,
    Replace,
    Remove,
}

/// <summary>The target of an operation, resolved against the schema.</summary>
public abstract record PatchPath(AttributePath Target)
{
    /// <summary>An attribute, a sub-attribute, or a whole extension.</summary>
    public sealed record Attribute(AttributePath Target) : PatchPath(Target)
    {
        public override string ToString() => Target.ToString();
    }

    /// <summary><c>emails[type eq "work"]</c>, or with <paramref name="Sub"/> <c>emails[type eq "work"].value</c>.</summary>
    /// <param name="Target">The multi-valued attribute.</param>
    /// <param name="Filter">Bound; its paths are sub-attributes.</param>
    /// <param name="Sub">The sub-attribute of the chosen values; null for the values themselves.</param>
    public sealed record Values(AttributePath Target, Filter Filter, ScimAttribute? Sub) : PatchPath(Target)
    {
        public override string ToString() => $"{Target}[{Filter}]{(Sub is null ? "" : "." + Sub.Name)}";
    }
}

/// <summary>One step of a PATCH on one target. An operation without a path has been split into several.</summary>
/// <param name="Op">A replacement by null or [] has become <see cref="PatchOp.Remove"/>.</param>
/// <param name="Path">Never readOnly, never writeOnly.</param>
/// <param name="Value">In the form of the target: a <see cref="ScimArray"/> for a multi-valued attribute. For
/// <see cref="PatchOp.Remove"/>, the values to remove; null for all.</param>
public sealed record PatchOperation(PatchOp Op, PatchPath Path, ScimValue? Value);
