using Scimify.Core.Integrations;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Directory;

/// <summary>The integration that a SCIM token speaks for, as far as the directory needs to know it.</summary>
/// <param name="OrganizationKey">Stored on every row.</param>
/// <param name="IntegrationKey">Stored on every row; every statement is bounded by it.</param>
/// <param name="IntegrationId">Its UUID.</param>
/// <param name="Mode">Live, plan or paused.</param>
/// <param name="Policies">As the administrators set them.</param>
/// <param name="GroupDescription">With <c>{tenant_id}</c> already replaced.</param>
public sealed record ProvisioningTarget(
    int OrganizationKey, int IntegrationKey, Guid IntegrationId, IntegrationMode Mode, IntegrationPolicies Policies, string GroupDescription)
{
    /// <summary>What a SCIM user of this integration may have.</summary>
    public ScimResourceType UserType { get; init; } = ScimResourceTypes.User;
}
