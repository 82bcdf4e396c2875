using System.Text.Json;

namespace Scimify.Portal.Shared.Exports;

/// <summary>Lines of a table for spreadsheets (RFC 4180).</summary>
public static class Csv
{
    public const string LineEnd = "\r\n";

    public static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + LineEnd;

    /// <summary>One row of JSON. What is neither text nor a plain value stays JSON.</summary>
    /// <param name="row">An object. Its members are the columns, in their order.</param>
    public static string Line(JsonElement row) => string.Join(',', row.EnumerateObject().Select(member => Cell(member.Value))) + LineEnd;

    /// <summary>Text that a spreadsheet would take as a formula gets an apostrophe in front, because anybody with an account can choose a name.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' || char.IsWhiteSpace(text[0]) ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => Cell(value.GetString()),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => Cell(value.GetRawText()),
    };
}
