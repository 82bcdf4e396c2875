using Scimify.Core.Integrations;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.Integrations;

/// <summary>An integration in the shape of the contract.</summary>
/// <param name="InstanceName">Null where the address was given as a base URL.</param>
/// <param name="ScimUrl">What the identity provider is given; the token decides the integration.</param>
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
