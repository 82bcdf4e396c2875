namespace Scimify.Core.Looker;

public sealed partial class LookerClient
{
    /// <summary>All Looks that are not in the trash, in pages of 500.</summary>
    public IAsyncEnumerable<IReadOnlyList<LookerContent>> ListLooksAsync(CancellationToken ct) =>
        PagesAsync(
            () => new LookerRequest(LookerOperations.SearchLooks).With("deleted", "false").With("fields", LookerContent.FieldsOfLooks), LookerContent.Read, c => c.Id, ct);

    /// <summary>All user-defined dashboards that are not in the trash, in pages of 500.</summary>
    public IAsyncEnumerable<IReadOnlyList<LookerContent>> ListDashboardsAsync(CancellationToken ct) =>
        PagesAsync(
            () => new LookerRequest(LookerOperations.SearchDashboards).With("deleted", "false").With("fields", LookerContent.FieldsOfDashboards), LookerContent.Read, c => c.Id, ct);

    /// <summary>The schedules of all users, in pages of 500.</summary>
    public IAsyncEnumerable<IReadOnlyList<LookerSchedule>> ListSchedulesAsync(CancellationToken ct) =>
        PagesAsync(
            () => new LookerRequest(LookerOperations.SearchScheduledPlans).With("all_users", "true").With("fields", LookerSchedule.StandardFields), LookerSchedule.Read, s => s.Id, ct);
}
