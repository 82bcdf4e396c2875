namespace Scimify.Core.Primitives;

/// <summary>Upper and lower case of our own words, such as the names of enums and HTTP methods. Never for text that people search or compare.</summary>
public static class LetterCase
{
    public static string Lower(string word) => string.Create(word.Length, word, (lower, text) => text.AsSpan().ToLowerInvariant(lower));

    public static string Upper(string word) => string.Create(word.Length, word, (upper, text) => text.AsSpan().ToUpperInvariant(upper));

    /// <summary>Capitalized, as at the start of a sentence.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
