using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Primitives;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>Names and values on a terminal: on one line, of bounded length, and without characters that move the cursor.</summary>
internal static class DisplayText
{
    private const int MaxLength = 200;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string text) => string.Concat(text.Select(c => IsShown(c) ? c : '?')).Clipped(MaxLength);

    /// <summary>As JSON.</summary>
    public static string Of(JsonNode? value) => Of(value?.ToJsonString(Json) ?? "null");

    /// <summary>An address as far as it is no secret: what follows the host can be one.</summary>
    public static string OfAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? $"{address.Scheme}://{Of(address.Authority)}/…" : "…";

    /// <summary>Neither moves the cursor nor turns the direction of the text.</summary>
    private static bool IsShown(char c) => !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format;
}
