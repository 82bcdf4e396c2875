using System.Text.Json;

namespace Scimify.Core.Looker;

/// <summary>The answer is JSON, but does not have the documented shape.</summary>
internal sealed class LookerShapeException(string message) : Exception(message);

/// <summary>Reads Looker's JSON. IDs may be numbers, and an absent member is the same as null.</summary>
internal static class LookerJson
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name) is { } value ? AsText(value) : null;

    public static string RequiredText(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 } text ? text : throw new LookerShapeException($"the member \"{name}\" is missing");

    public static bool Flag(this JsonElement element, string name, bool absent = false) =>
        element.Member(name)?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => absent };

    public static IReadOnlyList<string> Ids(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray().Select(AsText).OfType<string>()] : [];

    public static List<T> List<T>(this JsonElement element, Func<JsonElement, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new LookerShapeException("a list was expected");
        }

        var list = new List<T>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            list.Add(read(item));
        }

        return list;
    }

    private static string? AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
