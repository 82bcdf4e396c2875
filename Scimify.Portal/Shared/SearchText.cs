using System.Text;

namespace Scimify.Portal.Shared;

public static class SearchText
{
    /// <summary>As the search columns are normalised; null for nothing to search.</summary>
    public static string? Normalize(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
}
