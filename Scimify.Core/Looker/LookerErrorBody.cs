using System.Text.Json;
using System.Text.RegularExpressions;
using Scimify.Core.Primitives;

namespace Scimify.Core.Looker;

/// <summary>The content of an unsuccessful answer, read leniently because proxies in front of Looker answer with HTML.</summary>
/// <param name="IsLookers">False for HTML and other texts that do not come from Looker itself.</param>
/// <param name="Text">Looker's message with its field messages; empty if there is none.</param>
internal sealed partial record LookerErrorBody(bool IsLookers, string Text, IReadOnlyList<LookerFieldError> Errors)
{
    private const int LongestText = 500;
    private const int MostErrors = 50;

    public static LookerErrorBody Read(ReadOnlySpan<byte> body, Func<string, string> redact)
    {
        if (body.IsEmpty)
        {
            return new LookerErrorBody(true, "", []);
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new LookerErrorBody(false, "", []);
            }

            var errors = root.Member("errors") is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Take(MostErrors)
                    .Select(e => new LookerFieldError(Plain(e.Text("field")), Plain(e.Text("code")), Plain(redact(e.Text("message") ?? ""))))
                    .ToArray()
                : [];
            var text = string.Join(" ", errors.Select(e => e.Message).Where(m => m.Length > 0).Prepend(Plain(redact(root.Text("message") ?? ""))).Where(m => m.Length > 0));
            return new LookerErrorBody(true, Plain(text), errors);
        }
        catch (JsonException)
        {
            return new LookerErrorBody(false, "", []);
        }
    }

    /// <summary>One line of plain text of limited length, without tags and control characters.</summary>
    private static string Plain(string? text)
    {
        var plain = Blank().Replace(Tag().Replace(text ?? "", " "), " ").Trim();
        return plain.Excerpt(LongestText);
    }

    [GeneratedRegex("<[/!a-zA-Z][^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\p{C}\s]+")]
    private static partial Regex Blank();
}
