using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scimify.Tests.TestKit;

/// <summary>The grammar of validation messages: the field, what is expected of it, and a full stop.</summary>
internal static class Sentences
{
    /// <returns>The messages that break the grammar.</returns>
    public static IEnumerable<string> Broken(IReadOnlyDictionary<string, string[]> fields) =>
        from field in fields
        from message in field.Value
        where !Regex.IsMatch(message, $@"^{Regex.Escape(field.Key)} (must|is|was) \S.*[^.:;,\s]\.$", RegexOptions.Singleline)
        select $"{field.Key}: {message}";

    public static IReadOnlyDictionary<string, string[]> FieldsOf(JsonElement error) =>
        error.GetProperty("data").GetProperty("fields").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.EnumerateArray().Select(m => m.GetString()!).ToArray());
}
