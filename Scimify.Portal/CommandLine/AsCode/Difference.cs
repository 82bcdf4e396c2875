using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>One value that is to be another.</summary>
/// <param name="Field">Dotted camelCase path within the object.</param>
/// <param name="Before">What the server has; null for nothing.</param>
/// <param name="After">What the file says. Of a secret, where it is.</param>
internal sealed record FieldChange(string Field, JsonNode? Before, JsonNode? After);

/// <summary>Compares what a file says of an object with what the server has. What the file leaves out is no difference.</summary>
internal static class Difference
{
    /// <param name="same">The form in which two texts of a field are compared.</param>
    /// <param name="isWhole">Whether the object in this field is one value, and is replaced as such.</param>
    public static IReadOnlyList<FieldChange> Of(JsonObject wanted, JsonObject present, Func<string, string, string> same, Func<string, bool> isWhole)
    {
        var found = new List<FieldChange>();
        Compare(wanted, present, "", found, same, isWhole);
        return found;
    }

    /// <summary>A merge of these values, and of no others.</summary>
    public static JsonObject Merge(IEnumerable<FieldChange> changes)
    {
        var body = new JsonObject();
        foreach (var change in changes)
        {
            var (at, path) = (body, change.Field.Split('.'));
            foreach (var part in path[..^1])
            {
                if (at[part] is not JsonObject inner)
                {
                    at[part] = inner = [];
                }

                at = inner;
            }

            at[path[^1]] = change.After?.DeepClone();
        }

        return body;
    }

    /// <summary>The values of a new object, one by one.</summary>
    public static IReadOnlyList<FieldChange> Leaves(JsonObject wanted, Func<string, bool> isWhole) => Of(wanted, [], (_, text) => text, isWhole);

    private static void Compare(JsonObject wanted, JsonObject? present, string path, List<FieldChange> found, Func<string, string, string> same, Func<string, bool> isWhole)
    {
        foreach (var (name, after) in wanted)
        {
            var (field, before) = (path + name, present?[name]);
            if (after is JsonObject inner && !isWhole(field))
            {
                Compare(inner, before as JsonObject, field + ".", found, same, isWhole);
            }
            else if (present?.ContainsKey(name) != true || !IsSame(after, before, text => same(field, text)))
            {
                found.Add(new FieldChange(field, before?.DeepClone(), after?.DeepClone()));
            }
        }
    }

    /// <summary>A list of texts is a set. Other lists have an order.</summary>
    private static bool IsSame(JsonNode? one, JsonNode? other, Func<string, string> form) => (TextOf(one), TextOf(other)) switch
    {
        ({ } text, { } second) => form(text) == form(second),
        _ => TextsOf(one) is { } texts && TextsOf(other) is { } others ? texts.Select(form).ToHashSet().SetEquals(others.Select(form)) : JsonNode.DeepEquals(one, other),
    };

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static IReadOnlyList<string>? TextsOf(JsonNode? node) => node is JsonArray items && items.All(item => TextOf(item) is not null) ? [.. items.Select(item => TextOf(item)!)] : null;
}
