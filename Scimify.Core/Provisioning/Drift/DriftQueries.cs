namespace Scimify.Core.Provisioning.Drift;

/// <summary>Queries on differences for console and REST API.</summary>
public static class DriftQueries
{
    /// <summary>Differences that nobody has accepted or ignored.</summary>
    public static IQueryable<DriftItem> OpenOf(this IQueryable<DriftItem> items, int integrationKey) =>
        items.In(integrationKey, DriftState.Open);

    public static IQueryable<DriftItem> In(this IQueryable<DriftItem> items, int integrationKey, DriftState state) =>
        items.Where(d => d.IntegrationKey == integrationKey && d.State == state);

    /// <summary>First access that SCIM had removed, then other access that was given by hand, then the newest.</summary>
    public static IOrderedQueryable<DriftItem> MostUrgentFirst(this IQueryable<DriftItem> items) => items
        .OrderBy(d => d.Urgent || d.Kind == DriftKind.UserEnabled ? 0 : d.Kind == DriftKind.MemberAdded ? 1 : 2).ThenByDescending(d => d.FoundAt).ThenBy(d => d.Key);
}
