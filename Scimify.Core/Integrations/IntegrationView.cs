namespace Scimify.Core.Integrations;

/// <summary>An integration as people see it: everything but the secret.</summary>
/// <param name="Key">The database key, for queries of this process. It never leaves the process.</param>
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

/// <summary>The integration's status (docs/contracts.md, "Integration status").</summary>
/// <param name="State"><c>ok</c>, <c>paused</c>, <c>plan</c>, <c>degraded</c>, <c>unreachable</c> or <c>credentialsRejected</c>.</param>
/// <param name="Users">SCIM users, without deleted ones.</param>
/// <param name="Pending">Users, groups and memberships that have not reached Looker yet, including removals.</param>
/// <param name="OldestPendingSeconds">Null if nothing waits.</param>
/// <param name="LookerCallsThisMonth">HTTP requests since the first of the month in UTC, including logins and retries.</param>
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

/// <summary>The part of <see cref="IntegrationStatus"/> that the database counts.</summary>
/// <param name="OldestDueSince">Null if nothing waits.</param>
public sealed record IntegrationCounts(
    long Users, long Groups, long Memberships, long Pending, long Failed, long Held, DateTimeOffset? OldestDueSince, long LookerCalls);
