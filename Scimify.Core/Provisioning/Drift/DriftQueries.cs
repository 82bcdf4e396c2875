namespace Scimify.Core.Provisioning.Drift;

/// <summary>How console and REST API read differences.</summary>
public static class DriftQueries
{
    /// <summary>What nobody has accepted or ignored.</summary>
    public static IQueryable<DriftItem> OpenOf(this IQueryable<DriftItem> items, int integrationKey) =>
        items.Where(d => d.IntegrationKey == integrationKey && d.State == DriftState.Open);

    /// <summary>Access that SCIM had taken away first, then other access that was given by hand, then the newest.</summary>
    public static IOrderedQueryable<DriftItem> MostUrgentFirst(this IQueryable<DriftItem> items) => items
        .OrderBy(d => d.Urgent || d.Kind == DriftKind.UserEnabled ? 0 : d.Kind == DriftKind.MemberAdded ? 1 : 2).ThenByDescending(d => d.FoundAt).ThenBy(d => d.Key);
}
