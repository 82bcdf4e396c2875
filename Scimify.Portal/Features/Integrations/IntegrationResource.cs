using Scimify.Core.Integrations;
using Scimify.Portal.Shared.Inputs;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.Integrations;

/// <summary>An integration in the shape of the contract.</summary>
/// <param name="InstanceName">Null if the address was given as a base URL.</param>
/// <param name="ScimUrl">The URL for the identity provider. The token decides the integration.</param>
[JsonExample("""
    {"uuid":"5f2c1b0e-7a52-4d0f-9b8e-2f9d4d1c6a10","organizationUuid":"0d9b6a54-3f3e-4c55-8a07-5f8e5f1f2b11","name":"Production",
     "instanceName":"mycompany","baseUrl":"https://mycompany.cloud.looker.com","clientId":"k8XqvY2mTz",
     "groupDescription":"Created via Scimify for tenant {tenant_id}","mode":"live","scimUrl":"https://scimify.example.com/scim/v2",
     "policies":{"adoption":"auto","onDelete":"disable","emailSource":"emails","profile":"tolerant","strict":false,"endSessions":true,"removeApiKeys":false,
     "deletionGuard":{"enabled":true,"maxCount":50,"maxPercent":10,"memberMaxPercent":50,"windowMinutes":60},
     "drift":"report","callsInFlight":null,"callsPerSecond":null,"monthlyCallBudget":null},
     "createdAt":"2026-11-21T22:41:00.000Z","updatedAt":"2026-11-21T22:41:00.000Z"}
    """)]
public sealed record IntegrationResource(
    Guid Uuid,
    Guid OrganizationUuid,
    string Name,
    string? InstanceName,
    string BaseUrl,
    string ClientId,
    string GroupDescription,
    string Mode,
    string ScimUrl,
    IntegrationPolicies Policies,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static IntegrationResource Of(IntegrationView integration, string scimUrl) => new(
        integration.Id,
        integration.OrganizationId,
        integration.Name,
        integration.InstanceName,
        integration.BaseUrl,
        integration.ClientId,
        integration.GroupDescription,
        EnumWords.Of(integration.Mode),
        scimUrl,
        integration.Policies,
        integration.CreatedAt,
        integration.UpdatedAt);
}
