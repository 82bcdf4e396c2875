using System.Text.Json.Nodes;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>What an answer must have: every expected member with its value, and lists with exactly the expected items. <c>"&lt;any&gt;"</c> stands for any value, and null for none.</summary>
public static class JsonExpectation
{
    private const string Any = "<any>";

    /// <returns>The first difference as a phrase; null if there is none.</returns>
    public static string? Difference(JsonNode? expected, JsonNode? actual, string path = "$") => expected switch
    {
        JsonObject members when actual is not JsonObject => $"{path} is {Text(actual)} instead of an object",
        JsonObject members => members.Select(member => Difference(member.Value, actual[member.Key], $"{path}.{member.Key}")).FirstOrDefault(found => found is not null),
        JsonArray items when (actual as JsonArray)?.Count != items.Count => $"{path} is {Text(actual)} instead of {Text(expected)}",
        JsonArray items => items.Select((item, i) => Difference(item, actual![i], $"{path}[{i}]")).FirstOrDefault(found => found is not null),
        JsonValue value when value.TryGetValue<string>(out var text) && text == Any => actual is null ? $"{path} is missing" : null,
        _ => JsonNode.DeepEquals(expected, actual) ? null : $"{path} is {Text(actual)} instead of {Text(expected)}",
    };

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "absent";
}
