namespace Scimify.Core.Primitives;

/// <summary>Shortens text from outside before it is stored or shown.</summary>
public static class TextClip
{
    /// <summary>The start of a text. A surrogate pair that does not fit completely is left out.</summary>
    /// <param name="text">Returned as it is if it is short enough.</param>
    /// <param name="most">The maximum length in UTF-16 code units.</param>
    public static string Clipped(this string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) && char.IsLowSurrogate(text[most]) ? most - 1 : most)];

    /// <summary>Like <see cref="Clipped"/>, with dots that show that something is missing.</summary>
    public static string Excerpt(this string text, int most) => text.Length <= most ? text : text.Clipped(most) + "...";
}
