using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>The JSON Schema (draft 2020-12) of <see cref="ConfigurationFile"/>, made from the record itself.</summary>
internal static class ConfigurationSchema
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Ends with a line feed.</summary>
    public static string Text => Of().ToJsonString(Json) + "\n";

    public static JsonObject Of()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Configuration of Scimify",
        };
        foreach (var (name, value) in Object(InputType.Of(typeof(ConfigurationFile))))
        {
            schema[name] = value?.DeepClone();
        }

        return schema;
    }

    private static JsonObject Object(InputType type)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (type.Members.Where(member => member.Required).Select(member => (JsonNode?)member.Name).ToArray() is { Length: > 0 } required)
        {
            schema["required"] = new JsonArray(required);
        }

        if (type.Name == nameof(SecretReference))
        {
            (schema["minProperties"], schema["maxProperties"]) = (1, 1);
        }

        schema["properties"] = new JsonObject(type.Members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, Member(member))));
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject Member(InputMember member)
    {
        var schema = new JsonObject { ["description"] = member.Description };
        var value = member.Kind switch
        {
            InputKind.Object => Object(member.Item!),
            InputKind.Objects => Array(member, Object(member.Item!)),
            InputKind.Texts => Array(member, OfText(member)),
            InputKind.Flag => new JsonObject { ["type"] = "boolean" },
            InputKind.WholeNumber => Number(member),
            InputKind.Document => new JsonObject { ["type"] = "object" },
            InputKind.Text => OfText(member),
            _ => throw new System.Diagnostics.UnreachableException($"A file has no {member.Kind}"),
        };
        if (member.Nullable)
        {
            value["type"] = new JsonArray(value["type"]!.ToString(), "null");
        }

        foreach (var (name, part) in value)
        {
            schema[name] = part?.DeepClone();
        }

        return schema;
    }

    private static JsonObject Array(InputMember member, JsonObject item)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item };
        if (member.MostItems is { } most)
        {
            schema["maxItems"] = most;
        }

        return schema;
    }

    private static JsonObject OfText(InputMember member)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (member.Words is { } words)
        {
            schema["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]);
        }

        return schema;
    }

    private static JsonObject Number(InputMember member)
    {
        var schema = new JsonObject { ["type"] = "integer" };
        if (member.Least is { } least)
        {
            schema["minimum"] = least;
        }

        if (member.Most is { } most)
        {
            schema["maximum"] = most;
        }

        return schema;
    }
}
