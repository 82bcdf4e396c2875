namespace Scimify.Core.Integrations;

/// <summary>An integration as people see it: everything but the secret.</summary>
/// <param name="Key">Database key, for queries of this process; never leaves it.</param>
public sealed record IntegrationView(
    int Key,
    Guid Id,
    Guid OrganizationId,
    string Name,
    string? InstanceName,
    string BaseUrl,
    string ClientId,
    string GroupDescription,
    IntegrationMode Mode,
    IntegrationPolicies Policies,
    IntegrationHealth Health,
    string? HealthDetail,
    DateTimeOffset? HealthSince,
    DateTimeOffset? LastReconciledAt,
    DateTimeOffset? RestoredFrom,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Version)
{
    /// <summary>Moves with every change of a setting.</summary>
    public string Tag => TagOf(Version);

    internal static string TagOf(long version) => Requests.EntityTag.Of(version);

    public static IntegrationView Of(Integration integration, Guid organizationId) => new(
        integration.Key,
        integration.Id,
        organizationId,
        integration.Name,
        integration.InstanceName,
        integration.BaseUrl,
        integration.ClientId,
        integration.GroupDescription,
        integration.Mode,
        integration.Policies,
        integration.Health,
        integration.HealthDetail,
        integration.HealthSince,
        integration.LastReconciledAt,
        integration.RestoredFrom,
        integration.CreatedAt,
        integration.UpdatedAt,
        integration.Version);
}

/// <summary>How an integration stands (docs/contracts.md, "Integration status").</summary>
/// <param name="State"><c>ok</c>, <c>paused</c>, <c>plan</c>, <c>degraded</c>, <c>unreachable</c> or <c>credentialsRejected</c>.</param>
/// <param name="Users">SCIM users; deleted ones do not count.</param>
/// <param name="Pending">Users, groups and memberships that Looker does not have yet, removals included.</param>
/// <param name="OldestPendingSeconds">Null when nothing waits.</param>
/// <param name="LookerCallsThisMonth">HTTP requests since the first of the month in UTC, logins and retries included.</param>
public sealed record IntegrationStatus(
    string State,
    long Users,
    long Groups,
    long Memberships,
    long Pending,
    long Failed,
    long Held,
    long? OldestPendingSeconds,
    long LookerCallsThisMonth,
    DateTimeOffset? LastReconciledAt);

/// <summary>What the database counts for <see cref="IntegrationStatus"/>.</summary>
/// <param name="OldestDueSince">Null when nothing waits.</param>
public sealed record IntegrationCounts(
    long Users, long Groups, long Memberships, long Pending, long Failed, long Held, DateTimeOffset? OldestDueSince, long LookerCalls);
