using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Integrations;

/// <summary>Counts of one integration. Totals come from its counter row, the rest from the partial indexes over unsettled and due rows.</summary>
internal static class IntegrationCountsQuery
{
    private const string Totals = """
        SELECT c.users, c.groups, c.memberships,
               COALESCE((SELECT calls FROM looker_call_counts l WHERE l.integration_key = @p0 AND l.month = @p1), 0),
               (SELECT COUNT(*) FROM held_changes h WHERE h.integration_key = @p0)
        FROM integration_counters c WHERE c.integration_key = @p0
        """;

    private const string Unsettled = """
        SELECT sync_state, COUNT(*) FROM scim_users WHERE integration_key = @p0 AND sync_state > 0 GROUP BY sync_state
        UNION ALL
        SELECT sync_state, COUNT(*) FROM scim_groups WHERE integration_key = @p0 AND sync_state > 0 GROUP BY sync_state
        UNION ALL
        SELECT sync_state, COUNT(*) FROM memberships WHERE integration_key = @p0 AND sync_state > 0 GROUP BY sync_state
        UNION ALL
        SELECT sync_state, COUNT(*) FROM looker_roles WHERE integration_key = @p0 AND sync_state > 0 GROUP BY sync_state
        """;

    private const string Oldest = """
        SELECT MIN(oldest) FROM (
            SELECT MIN(due_since) AS oldest FROM scim_users WHERE integration_key = @p0 AND due > 0
            UNION ALL
            SELECT MIN(due_since) FROM scim_groups WHERE integration_key = @p0 AND due > 0
            UNION ALL
            SELECT MIN(due_since) FROM memberships WHERE integration_key = @p0 AND due > 0
            UNION ALL
            SELECT MIN(due_since) FROM looker_roles WHERE integration_key = @p0 AND due > 0) AS due
        """;

    public static IntegrationCounts Run(ReadSession session, int integrationKey, int month)
    {
        var totals = session.All(
            Totals, row => (Users: row.GetInt64(0), Groups: row.GetInt64(1), Memberships: row.GetInt64(2), Calls: row.GetInt64(3), Held: row.GetInt64(4)), integrationKey, month);
        var (users, groups, memberships, calls, held) = totals.FirstOrDefault();
        var unsettled = session.All(Unsettled, row => (State: (SyncState)row.GetInt32(0), Count: row.GetInt64(1)), integrationKey);
        var oldest = session.Scalar(Oldest, integrationKey) is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(ms)) : (DateTimeOffset?)null;
        return new IntegrationCounts(
            users, groups, memberships, Of(SyncState.Pending), Of(SyncState.Failed), held, oldest, calls);

        long Of(SyncState state) => unsettled.Where(u => u.State == state).Sum(u => u.Count);
    }
}
