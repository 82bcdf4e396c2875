using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>Shapes of bodies and query strings in the words of JSON Schema.</summary>
internal static class InputSchemas
{
    public static OpenApiSchema Of(InputShape shape) => new()
    {
        Type = JsonSchemaType.Object,
        Title = shape.Name,
        Properties = shape.Members.ToDictionary(m => m.Name, m => (IOpenApiSchema)Of(m)),
        Required = shape.Members.Where(m => m.Required).Select(m => m.Name).ToHashSet(),
        AdditionalPropertiesAllowed = false,
    };

    public static OpenApiSchema Of(InputMember member)
    {
        var schema = member is { Kind: InputKind.Object, Shape: { } shape } ? Of(shape) : new OpenApiSchema();
        schema.Description = member.Description;
        schema.WriteOnly = member.WriteOnly;
        schema.Minimum = member.Least?.ToString();
        schema.Maximum = member.Most?.ToString();
        schema.Enum = member.Kind != InputKind.TextList ? WordsOf(member) : null;
        schema.Items = member.Kind == InputKind.TextList ? new OpenApiSchema { Type = JsonSchemaType.String, Enum = WordsOf(member) } : null;
        (schema.Type, schema.Format) = member.Kind switch
        {
            InputKind.Text => (JsonSchemaType.String, null),
            InputKind.Flag => (JsonSchemaType.Boolean, null),
            InputKind.WholeNumber => (JsonSchemaType.Integer, "int32"),
            InputKind.Uuid => (JsonSchemaType.String, "uuid"),
            InputKind.Time => (JsonSchemaType.String, "date-time"),
            InputKind.Object => (JsonSchemaType.Object, (string?)null),
            InputKind.Document => (JsonSchemaType.Object, null),
            InputKind.Uuids => (JsonSchemaType.Array, null),
            InputKind.TextList or InputKind.Objects => (JsonSchemaType.Array, null),
            _ => throw new UnreachableException(),
        };
        if (member.Kind == InputKind.Uuids)
        {
            (schema.Maximum, schema.MaxItems) = (null, member.Most);
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
        }

        if (member is { Kind: InputKind.Objects, Shape: { } each })
        {
            (schema.Maximum, schema.MaxItems) = (null, member.Most);
            schema.Items = Of(each);
        }

        if (member.Nullable)
        {
            schema.Type |= JsonSchemaType.Null;
        }

        return schema;
    }

    private static List<JsonNode>? WordsOf(InputMember member) => member.Words is { } words ? [.. words.Select(w => (JsonNode)w)] : null;

    public static JsonObject ExampleOf(InputShape shape)
    {
        var example = new JsonObject();
        foreach (var member in shape.Members.Where(m => m.Example is not null))
        {
            example[member.Name] = JsonValue.Create(member.Example);
        }

        return example;
    }
}
