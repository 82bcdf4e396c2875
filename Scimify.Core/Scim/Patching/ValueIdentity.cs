using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>Two values of a multi-valued attribute are the same if "value" and "type" are (RFC 7643 section 2.4).</summary>
internal static class ValueIdentity
{
    /// <summary>Null if the value has no "value".</summary>
    public static string? Of(ScimValue value, ScimAttribute attribute, bool withType)
    {
        if (value is not ScimObject complex || complex.GetString("value") is not { } own || attribute.Sub("value") is not { } sub)
        {
            return null;
        }

        var type = withType && complex.GetString("type") is { } given ? ScimText.Normalise(given) : "";
        return ScimText.Normalise(own, sub) + "\0" + type;
    }
}
