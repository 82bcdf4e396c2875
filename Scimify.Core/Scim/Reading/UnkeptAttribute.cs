using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>Standard attributes that are not kept (<see cref="ScimResourceType.WithoutEffect"/>), as keys and paths name them.</summary>
internal static class UnkeptAttribute
{
    /// <param name="name">An attribute, possibly with the URN of the core schema and with a sub-attribute.</param>
    /// <param name="type">Decides which attributes have an effect.</param>
    public static bool HasNoEffect(string name, ScimResourceType type) =>
        AttributePath.TryParse(name, out var path) && HasNoEffect(path, type);

    public static bool HasNoEffect(AttributePath path, ScimResourceType type) =>
        (path.Schema is null || path.Schema.Equals(type.Schema.Id, StringComparison.OrdinalIgnoreCase))
        && type.WithoutEffect.Any(attribute => attribute.Name.Equals(path.Name, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="ScimException">400, as <paramref name="refusal"/> creates it, if the dialect does not leave it out.</exception>
    public static void LeaveOut(string name, Dialect dialect, ToleranceLog log, Func<string, ScimException> refusal)
    {
        name = ScimJson.Excerpt(name);
        if (!dialect.Accepts(VendorQuirks.WithoutEffect, log, $"left out: \"{name}\" has no effect in Looker"))
        {
            throw refusal($"\"{name}\" has no effect in Looker and is not kept.");
        }
    }
}
