using Scimify.Core.Integrations;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Directory;

/// <summary>The integration of a SCIM token, as far as the directory needs to know it.</summary>
/// <param name="OrganizationKey">Stored in every row.</param>
/// <param name="IntegrationKey">Stored in every row, and part of the condition of every statement.</param>
/// <param name="IntegrationId">Its UUID.</param>
/// <param name="Mode">Live, plan or paused.</param>
/// <param name="Policies">As the administrators set them.</param>
/// <param name="GroupDescription">With <c>{tenant_id}</c> already replaced.</param>
public sealed record ProvisioningTarget(
    int OrganizationKey, int IntegrationKey, Guid IntegrationId, IntegrationMode Mode, IntegrationPolicies Policies, string GroupDescription)
{
    /// <summary>The attributes that a SCIM user of this integration may have.</summary>
    public ScimResourceType UserType { get; init; } = ScimResourceTypes.User;

    public Dialect Dialect => Dialect.Of(Policies.Profile);
}
