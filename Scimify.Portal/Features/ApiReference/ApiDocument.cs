using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>The document at <c>/openapi/v1.json</c>, created from the controllers and the records that they read.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private const string ApiKey = "ApiKey";

    private const string Description = """
        Everything that the console does. Successful answers are `{"status":"ok","results":...}`, all others
        `{"status":"error","error":{"statusCode","name","message","data"}}`; a 422 tells in `data.fields` what is wrong, by field.
        Unknown members of a body and unknown query parameters are refused by name. Times are ISO 8601 in UTC with milliseconds.
        An object of another organization is answered like one that does not exist.
        """;

    public static void Add(OpenApiOptions options)
    {
        options.ShouldInclude = action => action.RelativePath?.StartsWith(ApiController.Root, StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(ApiOperation.CompleteAsync);
        options.AddSchemaTransformer(ApiExamples.Add);
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Scimify REST API",
            Version = "v1",
            Description = Description,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [ApiKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Authorization",
                Description = "`ApiKey ` and a personal access token (`scimify_pat_...`), which has the rights of its person within its scope (`read`, `tokens` or `all`).",
            },
        };
        foreach (var (name, schema) in document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (name.StartsWith("EnvelopeOf", StringComparison.Ordinal) && schema is OpenApiSchema { Properties: { } members } envelope)
            {
                Tighten(envelope, members);
            }
        }

        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKey, document)] = [] }];
    }

    /// <summary>The schema exporter takes the members of a generic type as nullable. Neither is ever null.</summary>
    private static void Tighten(OpenApiSchema envelope, IDictionary<string, IOpenApiSchema> members)
    {
        members["status"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["ok"] };
        if (members["results"] is OpenApiSchema { OneOf: { } either } && either.OfType<OpenApiSchemaReference>().FirstOrDefault() is { } results)
        {
            members["results"] = results;
        }
        else if (members["results"] is OpenApiSchema list)
        {
            list.Type &= ~JsonSchemaType.Null;
        }

        envelope.Required = new HashSet<string> { "status", "results" };
    }
}
