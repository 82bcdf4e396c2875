namespace Scimify.Core.Primitives;

/// <summary>Shortens text from outside before it is stored or shown.</summary>
public static class TextClip
{
    /// <summary>The beginning of a text. A surrogate pair that does not fit as a whole is left out.</summary>
    /// <param name="text">Returned as it is where it is short enough.</param>
    /// <param name="most">In UTF-16 code units.</param>
    public static string Clipped(this string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) && char.IsLowSurrogate(text[most]) ? most - 1 : most)];

    /// <summary>As <see cref="Clipped"/>; dots say that something is missing.</summary>
    public static string Excerpt(this string text, int most) => text.Length <= most ? text : text.Clipped(most) + "...";
}
