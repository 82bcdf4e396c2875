using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>Examples of answers for the OpenAPI document. Types of the Portal have their own.</summary>
internal static class ApiExamples
{
    private static readonly Dictionary<Type, string> ByType = new()
    {
        [typeof(IntegrationStatus)] = """
            {"state":"ok","users":1204,"groups":38,"memberships":5410,"pending":2,"failed":0,"held":0,"oldestPendingSeconds":1,
             "lookerCallsThisMonth":418,"lastReconciledAt":null}
            """,
        [typeof(LookerTestResult)] = """
            {"ok":false,"latencyMs":84,"lookerVersion":"26.4.18","edition":"looker","apiUser":{"id":"7","name":"Scimify"},"isAdmin":false,
             "problems":[{"code":"notAdmin","message":"The user who owns the API key does not have the Admin role in Looker."}]}
            """,
        [typeof(ErrorEnvelope)] = """
            {"status":"error","error":{"statusCode":422,"name":"ValidateError","code":"VALUE_INVALID","message":"Validation Failed",
             "data":{"fields":{"name":["Required: 1 to 100 characters."]}}}}
            """,
    };

    public static Task Add(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        if (type.GetCustomAttribute<JsonExampleAttribute>()?.Json is { } json || ByType.TryGetValue(type, out json))
        {
            schema.Examples = [JsonNode.Parse(json)!];
        }

        return Task.CompletedTask;
    }
}
