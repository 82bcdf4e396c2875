using Scimify.Core.Integrations;

namespace Scimify.Portal.Shared.Plan;

/// <summary>What switching to live does, in numbers.</summary>
public static class PlanWords
{
    public static IReadOnlyList<string> GoLive(PlanCounts counts, IntegrationPolicies policies) =>
    [
        .. Line(counts.NewPeople, "person gets", "people get", "an account in Looker, taken over or new."),
        .. Line(counts.ChangedPeople, "account is", "accounts are", "changed."),
        .. Line(counts.Leavers, "person loses", "people lose", policies.OnDelete == DeletionPolicy.Delete
            ? "access: they are disabled, or deleted if the identity provider deleted them. Deleting cannot be undone."
            : "access: their accounts are disabled."),
        .. Line(counts.NewGroups, "group is", "groups are", "created or taken over."),
        .. Line(counts.ChangedGroups, "group is", "groups are", "changed."),
        .. Line(counts.RemovedGroups, "group is", "groups are", "removed."),
        .. Line(counts.Joins, "member is", "members are", "added to groups."),
        .. Line(counts.Leaves, "member is", "members are", "removed from groups."),
        .. Line(counts.Roles, "role is", "roles are", "given to other groups."),
        counts.Total == 0 ? "Nothing is waiting. Looker stays as it is." : "Looker gets this at once, removals of access first.",
    ];

    private static IEnumerable<string> Line(long count, string one, string many, string what) => count == 0 ? [] : [$"{Times.Count(count, one, many)} {what}"];
}
