namespace Scimify.Core.Changes;

/// <summary>Something was committed.</summary>
/// <param name="OrganizationKey">Whose it is; null if it may be anybody's.</param>
/// <param name="IntegrationId">Null if it may concern all integrations of the organization.</param>
public readonly record struct Change(int? OrganizationKey, Guid? IntegrationId, ChangeTopics Topics)
{
    /// <summary>After which nothing that was read before counts.</summary>
    public static Change OfAnything { get; } = new(null, null, ChangeTopics.All);

    /// <param name="integrationId">Null for all integrations of the organization.</param>
    public bool Concerns(int organizationKey, Guid? integrationId, ChangeTopics topics) =>
        (Topics & topics) != 0
        && (OrganizationKey is null || OrganizationKey == organizationKey)
        && (IntegrationId is null || integrationId is null || IntegrationId == integrationId);
}
