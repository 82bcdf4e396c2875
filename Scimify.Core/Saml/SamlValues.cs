using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

/// <summary>Decides when two values of a member mean the same to Looker.</summary>
internal static class SamlValues
{
    public static bool Same(string name, JsonNode? a, JsonNode? b) => Text(name, a) == Text(name, b);

    /// <summary>One text for all spellings of a value: empty for null, an empty text and an empty list. A flag or number that is not shown has its default.</summary>
    public static string Text(string name, JsonNode? value) => SamlFields.Find(name)?.Kind switch
    {
        SamlKind.Flag or SamlKind.WholeNumber when value is null => SamlFields.Find(name)!.Default ?? "",
        _ when value is null => "",
        SamlKind.Words => string.Join(',', Words(value).Order(StringComparer.Ordinal)),
        SamlKind.Certificate => SamlCertificate.Bare(value.ToString()),
        SamlKind.Certificates => string.Join(',', (value["signing"] as JsonArray ?? []).OfType<JsonNode>().Select(c => SamlCertificate.Bare(c.ToString())).Order(StringComparer.Ordinal)),
        SamlKind.RoleIds or SamlKind.GroupIds => string.Join(',', Ids(value).Order(StringComparer.Ordinal)),
        SamlKind.GroupMappings => Lines(value, m => $"{Member(m, "name")}|{LookerName(m)}|{string.Join(',', Ids(m["role_ids"]).Order(StringComparer.Ordinal))}"),
        SamlKind.AttributeMappings => Lines(value, m => $"{Member(m, "name")}|{Member(m, "required") is "true"}|{string.Join(',', Ids(m["user_attribute_ids"]).Order(StringComparer.Ordinal))}"),
        SamlKind.Text or SamlKind.Address or SamlKind.Word => value.ToString().Trim(),
        _ => Sorted(value),
    };

    /// <summary>The name that the mirrored group has in Looker.</summary>
    public static string LookerName(JsonObject mapping) => Member(mapping, "looker_group_name") is { Length: > 0 } own ? own : Member(mapping, "name");

    public static string Member(JsonObject o, string name) => o[name]?.ToString() ?? "";

    public static IReadOnlyList<string> Ids(JsonNode? list) => [.. (list as JsonArray ?? []).Select(Id).OfType<string>()];

    public static string[] Words(JsonNode? list) => (list?.ToString() ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Older versions of Looker return IDs as numbers.</summary>
    public static string? Id(JsonNode? id) => id?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? id.ToString() : null;

    /// <summary>The value that empties a member.</summary>
    public static JsonNode? Nothing(SamlField field) => field.Kind switch
    {
        SamlKind.RoleIds or SamlKind.GroupIds or SamlKind.GroupMappings or SamlKind.AttributeMappings => new JsonArray(),
        SamlKind.Certificates => new JsonObject { ["signing"] = new JsonArray() },
        SamlKind.Flag => field.Default == "true",
        SamlKind.WholeNumber => 0,
        _ => null,
    };

    private static string Lines(JsonNode value, Func<JsonObject, string> line) =>
        string.Join('\n', (value as JsonArray ?? []).OfType<JsonObject>().Select(line).Order(StringComparer.Ordinal));

    /// <summary>JSON with its members sorted.</summary>
    private static string Sorted(JsonNode? value)
    {
        var text = new StringBuilder();
        Write(value);
        return text.ToString();

        void Write(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject o:
                    text.Append('{');
                    foreach (var (name, member) in o.OrderBy(m => m.Key, StringComparer.Ordinal))
                    {
                        text.Append(JsonSerializer.Serialize(name)).Append(':');
                        Write(member);
                        text.Append(',');
                    }

                    text.Append('}');
                    break;
                case JsonArray { Count: 0 } when text.Length == 0:
                    break;
                case JsonArray a:
                    text.Append('[');
                    foreach (var item in a)
                    {
                        Write(item);
                        text.Append(',');
                    }

                    text.Append(']');
                    break;
                case null:
                    text.Append("null");
                    break;
                default:
                    text.Append(node.ToJsonString());
                    break;
            }
        }
    }
}
