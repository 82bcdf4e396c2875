using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>Describes the records of bodies and query strings in JSON Schema.</summary>
internal static class InputSchemas
{
    public static OpenApiSchema Of(InputType type) => new()
    {
        Type = JsonSchemaType.Object,
        Title = type.Name,
        Properties = type.Members.ToDictionary(m => m.Name, m => (IOpenApiSchema)Of(m)),
        Required = type.Members.Where(m => m.Required).Select(m => m.Name).ToHashSet(),
        AdditionalPropertiesAllowed = false,
    };

    public static OpenApiSchema Of(InputMember member)
    {
        var schema = member.Kind == InputKind.Object ? Of(member.Item!) : Simple(member.Kind);
        schema.Description = member.Description;
        schema.WriteOnly = member.WriteOnly;
        schema.Minimum = member.Least?.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = member.Most?.ToString(CultureInfo.InvariantCulture);
        schema.MaxItems = member.MostItems;
        List<JsonNode>? words = member.Words is null ? null : [.. member.Words.Select(word => (JsonNode)word)];
        switch (member.Kind)
        {
            case InputKind.Uuids:
                schema.Items = Simple(InputKind.Uuid);
                break;
            case InputKind.WholeNumbers:
                schema.Items = Simple(InputKind.WholeNumber);
                break;
            case InputKind.Texts:
                schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = words };
                break;
            case InputKind.Objects:
                schema.Items = Of(member.Item!);
                break;
            default:
                schema.Enum = words;
                break;
        }

        if (member.Nullable)
        {
            schema.Type |= JsonSchemaType.Null;
        }

        return schema;
    }

    private static OpenApiSchema Simple(InputKind kind) => kind switch
    {
        InputKind.Text => new() { Type = JsonSchemaType.String },
        InputKind.Flag => new() { Type = JsonSchemaType.Boolean },
        InputKind.WholeNumber => new() { Type = JsonSchemaType.Integer, Format = "int32" },
        InputKind.Uuid => new() { Type = JsonSchemaType.String, Format = "uuid" },
        InputKind.Time => new() { Type = JsonSchemaType.String, Format = "date-time" },
        InputKind.Document => new() { Type = JsonSchemaType.Object },
        InputKind.Uuids or InputKind.WholeNumbers or InputKind.Texts or InputKind.Objects => new() { Type = JsonSchemaType.Array },
        _ => throw new UnreachableException(),
    };
}
