using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Features.Held;
using Scimify.Portal.Features.Integrations;
using Scimify.Portal.Features.Mappings;
using Scimify.Portal.Features.Tokens;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>What answers look like, in the OpenAPI document.</summary>
internal static class ApiExamples
{
    private static readonly Dictionary<Type, string> ByType = new()
    {
        [typeof(IntegrationResource)] = """
            {"uuid":"5f2c1b0e-7a52-4d0f-9b8e-2f9d4d1c6a10","organizationUuid":"0d9b6a54-3f3e-4c55-8a07-5f8e5f1f2b11","name":"Production",
             "instanceName":"mycompany","baseUrl":"https://mycompany.cloud.looker.com","clientId":"k8XqvY2mTz",
             "groupDescription":"Created via Scimify for tenant {tenant_id}","mode":"live","scimUrl":"https://scimify.example.com/scim/v2",
             "policies":{"adoption":"auto","onDelete":"disable","emailSource":"emails","strict":false,"endSessions":true,"removeApiKeys":false,
               "deletionGuard":{"enabled":true,"maxCount":50,"maxPercent":10,"memberMaxPercent":50,"windowMinutes":60},
               "drift":"report","callsInFlight":null,"callsPerSecond":null,"monthlyCallBudget":null},
             "createdAt":"2026-11-21T22:41:00.000Z","updatedAt":"2026-11-21T22:41:00.000Z"}
            """,
        [typeof(IntegrationStatus)] = """
            {"state":"ok","users":1204,"groups":38,"memberships":5410,"pending":2,"failed":0,"held":0,"oldestPendingSeconds":1,
             "lookerCallsThisMonth":418,"lastReconciledAt":null}
            """,
        [typeof(LookerTestResult)] = """
            {"ok":false,"latencyMs":84,"lookerVersion":"26.4.18","edition":"looker","apiUser":{"id":"7","name":"Scimify"},"isAdmin":false,
             "problems":[{"code":"notAdmin","message":"The user to whom the API key belongs has no Admin role in Looker."}]}
            """,
        [typeof(LinkResource)] = """
            {"scimId":"b0f5d3f2-4f0e-4a6e-8a55-6b0a3c3b9d21","resourceType":"User","name":"ada@example.com","externalId":"00u1","lookerId":"112",
             "state":"Created","syncState":"applied","error":null,"attempts":0,"nextAttemptAt":null,"deletedAt":null}
            """,
        [typeof(HeldResource)] = """
            {"uuid":"7d0c4b9e-5f61-4d9c-8a0b-0f2f5a7d3c91","action":"Disable","resourceType":"User","scimId":"b0f5d3f2-4f0e-4a6e-8a55-6b0a3c3b9d21",
             "name":"ada@example.com","reason":"More people are to be disabled or deleted than the deletion guard lets through within 60 minutes.",
             "since":"2026-11-21T22:41:00.000Z"}
            """,
        [typeof(MappingsResource)] = """
            {"version":3,"attributes":[{"lookerAttribute":"department","label":"Department","type":"string","hidden":false,"source":"attribute",
             "value":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","kind":"managed"}],
             "groups":[{"group":"7d0c4b9e-5f61-4d9c-8a0b-0f2f5a7d3c91","displayName":"Analysts",
             "roles":[{"id":"4","name":"User","syncState":"applied","error":null}]}],"inProgress":false}
            """,
        [typeof(TokenResource)] = """
            {"uuid":"3b1f0c3a-77d1-4f1b-8f55-9a5f1f7b2c31","organizationUuid":"0d9b6a54-3f3e-4c55-8a07-5f8e5f1f2b11",
             "integrationUuid":"5f2c1b0e-7a52-4d0f-9b8e-2f9d4d1c6a10","description":"Okta","createdAt":"2026-11-21T22:41:00.000Z",
             "createdBy":{"uuid":"c7a5e1d0-0d0e-4f5e-9a5b-6f2f8e0d4b41","name":"owner@example.com"},"expiresAt":null,"lastUsedAt":null,
             "lastUsedFrom":null,"lastUsedAgent":null,"rotatedAt":null,"overlapUntil":null,"scopes":["users","groups"],
             "allowedNetworks":["203.0.113.0/24"],"state":"active"}
            """,
        [typeof(ErrorEnvelope)] = """
            {"status":"error","error":{"statusCode":422,"name":"ValidateError","message":"Validation Failed",
             "data":{"fields":{"name":["Required: 1 to 100 characters."]}}}}
            """,
    };

    public static Task Add(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (ByType.TryGetValue(context.JsonTypeInfo.Type, out var json))
        {
            schema.Examples = [JsonNode.Parse(json)!];
        }

        return Task.CompletedTask;
    }
}
