using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Scim.Values;

/// <summary>How text is compared if an attribute is not caseExact (RFC 7643 section 2.2).</summary>
public static class ScimText
{
    /// <summary>
    /// NFC, then lower case by the invariant culture, then NFC again, because some marks compose only with small letters.
    /// Evaluator and search columns both use it, so that a filter finds the same resources wherever it runs.
    /// </summary>
    public static string Normalise(string text) => CanonicalComposition.Compose(CanonicalComposition.Compose(text).ToLowerInvariant());

    /// <summary>The form in which this attribute's values are compared.</summary>
    public static string Normalise(string text, ScimAttribute attribute) => attribute.CaseExact ? text : Normalise(text);
}
