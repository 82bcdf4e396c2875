using System.Text;
using Scimify.Core.Primitives;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Scim.Values;

/// <summary>How text is compared if an attribute is not caseExact (RFC 7643 section 2.2).</summary>
public static class ScimText
{
    /// <summary>
    /// NFC, then lower case by the invariant culture, then NFC again, because some marks compose only with small letters.
    /// Evaluator and search columns both use it, so that a filter finds the same resources wherever it runs.
    /// </summary>
    public static string Normalise(string text) => CanonicalComposition.Compose(LetterCase.Lower(CanonicalComposition.Compose(text)));

    /// <summary>A search, in the form of <see cref="Searchable"/> text; null if nothing was typed.</summary>
    public static string? Sought(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : Normalise(typed.Trim());

    /// <summary>Normalised texts, in each of which a part can be searched for.</summary>
    public static string Searchable(params ReadOnlySpan<string?> texts)
    {
        var all = new StringBuilder();
        foreach (var text in texts)
        {
            if (text is not null)
            {
                all.Append(all.Length == 0 ? "" : "\n").Append(Normalise(text));
            }
        }

        return all.ToString();
    }

    /// <summary>The form in which this attribute's values are compared.</summary>
    public static string Normalise(string text, ScimAttribute attribute) => attribute.CaseExact ? text : Normalise(text);
}
