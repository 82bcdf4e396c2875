using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Primitives;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>Names and values on a terminal: on one line, and without characters that move the cursor or turn the text.</summary>
internal static class DisplayText
{
    private const int MaxLength = 200;
    private const int HashDigits = 6;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A name: of bounded length, with dots where something is missing.</summary>
    public static string Of(string text) => Whole(text).Excerpt(MaxLength);

    /// <summary>A sentence of somebody else, whatever its length.</summary>
    public static string Whole(string text) => With(text, _ => "?");

    /// <summary>As JSON, and whole: two values that differ look different.</summary>
    public static string Of(JsonNode? value) => With(value?.ToJsonString(Json) ?? "null", rune => string.Concat(rune.ToString().Select(c => $"\\u{(int)c:X4}")));

    /// <param name="instead">What is shown for a character that moves the cursor or turns the text.</param>
    public static string With(string text, Func<Rune, string> instead)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(IsShown(rune) ? rune.ToString() : instead(rune));
        }

        return shown.ToString();
    }

    /// <summary>An address as far as it is no secret, since what follows the host can be one, and the beginning of its SHA-256, to tell addresses of one host apart.</summary>
    public static string OfAddress(string url)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..HashDigits];
        return Uri.TryCreate(url, UriKind.Absolute, out var address) ? $"{address.Scheme}://{Of(address.Authority)}/… #{hash}" : $"… #{hash}";
    }

    /// <summary>Exactly one full stop at the end.</summary>
    public static string Sentence(string text) => text.TrimEnd('.', ' ') + ".";

    /// <summary>Neither moves the cursor nor turns the direction of the text.</summary>
    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
