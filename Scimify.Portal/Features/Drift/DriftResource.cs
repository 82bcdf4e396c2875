using Scimify.Core.Provisioning.Drift;

namespace Scimify.Portal.Features.Drift;

/// <summary>A difference between SCIM and Looker.</summary>
/// <param name="ResourceType"><c>User</c> or <c>Group</c>. A membership counts as the group's.</param>
/// <param name="Name">The userName or displayName.</param>
/// <param name="Field">Looker's name of what differs; null if the whole object is missing.</param>
/// <param name="Desired">What SCIM wants; null for a member who was added by hand.</param>
/// <param name="Actual">What Looker has; null if it is missing.</param>
/// <param name="Managed">False if people made the change in Looker. It can only be repaired one at a time.</param>
public sealed record DriftResource(
    Guid Uuid, string Kind, string ResourceType, Guid ScimId, string LookerId, string Name, string? Field, string? Desired, string? Actual, bool Managed,
    DateTimeOffset FoundAt)
{
    public static DriftResource Of(DriftItem item) => new(
        item.Id, item.Kind.ToString(), item.ResourceType, item.ScimId, item.LookerId, item.Name, item.Field.Length == 0 ? null : item.Field, item.Desired,
        item.Actual, item.Managed, item.FoundAt);
}

/// <summary>The progress of a comparison with Looker.</summary>
/// <param name="State"><c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Done">Users and groups compared so far.</param>
/// <param name="Total">Users and groups to compare.</param>
/// <param name="Found">Differences that nobody has accepted or ignored.</param>
/// <param name="Repaired">How many of them were sent to Looker again.</param>
public sealed record RunResource(
    string State, int Done, int Total, int Found, int Repaired, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Error)
{
    public static RunResource Of(ReconcileRun run) => new(
        run.State switch
        {
            ReconcileState.Running => "running",
            ReconcileState.Done => "done",
            _ => "failed",
        },
        run.Done,
        run.Total,
        run.Found,
        run.Repaired,
        run.StartedAt,
        run.FinishedAt,
        run.Error);
}
