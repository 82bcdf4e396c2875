using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Scimify.Core.Primitives;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>The OpenAPI document in a form for people.</summary>
public sealed class ApiReferenceQuery(ApiDocumentSource source)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Default) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal async Task<ApiReferenceView> RunAsync(string? search, CancellationToken ct)
    {
        var document = await source.DocumentAsync(ct);
        var sought = ScimText.Sought(search);
        var operations =
            from path in document.Paths
            from operation in path.Value.Operations ?? []
            let one = Of(path.Key, operation.Key.Method, operation.Value)
            where sought is null || ScimText.Normalise($"{one.Method} {one.Path} {one.Summary}").Contains(sought, StringComparison.Ordinal)
            select one;
        return new ApiReferenceView(
            [.. operations.GroupBy(o => o.Tag, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new ApiSection(g.Key, [.. g]))],
            document.Info.Description ?? "");
    }

    private static ApiOperationView Of(string path, string method, OpenApiOperation operation)
    {
        var body = operation.RequestBody?.Content?.Values.FirstOrDefault();
        return new ApiOperationView(
            operation.OperationId ?? $"{method} {path}",
            operation.Tags?.FirstOrDefault()?.Name ?? "Other",
            method,
            path,
            operation.Summary ?? "",
            operation.Description ?? "",
            [.. (operation.Parameters ?? []).Where(p => p.In != ParameterLocation.Path).Select(p => Member(p.Name!, p.Description ?? p.Schema?.Description, p.Schema, p.Required, p.In == ParameterLocation.Header ? "header" : null))],
            [.. (body?.Schema?.Properties ?? new Dictionary<string, IOpenApiSchema>()).Select(p => Member(p.Key, p.Value.Description, p.Value, body!.Schema!.Required?.Contains(p.Key) == true))],
            body?.Example is JsonObject { Count: > 0 } example ? example.ToJsonString(Indented) : null,
            [.. (operation.Responses ?? []).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value.Description ?? ""))]);
    }

    private static ApiMember Member(string name, string? description, IOpenApiSchema? schema, bool required, string? place = null) =>
        new(name, place ?? TypeOf(schema), required, description ?? "");

    private static string TypeOf(IOpenApiSchema? schema)
    {
        if (schema is null)
        {
            return "";
        }

        var words = schema.Enum is { Count: > 0 } values ? string.Join(" | ", values.Select(v => v?.ToString())) : null;
        var bounds = (schema.Minimum, schema.Maximum) is ({ } least, { } most) ? string.Create(CultureInfo.InvariantCulture, $" {least} to {most}") : "";
        return (words ?? schema.Format ?? (schema.Type is { } type ? LetterCase.Lower(type.ToString()) : null) ?? "") + bounds;
    }
}

public sealed record ApiReferenceView(IReadOnlyList<ApiSection> Sections, string Description);

public sealed record ApiSection(string Name, IReadOnlyList<ApiOperationView> Operations);

/// <param name="Example">An indented body; null for none.</param>
public sealed record ApiOperationView(
    string Id, string Tag, string Method, string Path, string Summary, string Description, IReadOnlyList<ApiMember> Parameters, IReadOnlyList<ApiMember> Body,
    string? Example, IReadOnlyList<(string Status, string Description)> Answers);

public sealed record ApiMember(string Name, string Type, bool Required, string Description);
