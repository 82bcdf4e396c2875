using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Errors;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Persistence.Streams;
using Scimify.Core.Scim;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Statements on the provisioning log.</summary>
internal static class ProvisioningLogStatements
{
    private static readonly string Waiting = $"{SyncState.Pending:D}, {SyncState.Planned:D}";

    /// <summary>The request has no row that is pending, failed or planned.</summary>
    private static readonly string NothingWaits = string.Join(" AND ", SyncTables.All.Select(table =>
        $"""
        NOT EXISTS (SELECT 1 FROM {table} t WHERE t.integration_key = provisioning_log.integration_key AND t.sync_state > 0 AND t.sync_state IN ({SyncState.Pending:D}, {SyncState.Failed:D}, {SyncState.Planned:D})
            AND t.request_id = provisioning_log.request_id)
        """));

    /// <summary>
    /// What the requests in question have overtaken, and what these have, and so on. Each request points only to the one that overtook
    /// it, so that a write costs the same however many wait. What a request overtook that was overtaken itself waits for the last one.
    /// </summary>
    /// <param name="requests">A list of IDs, in parentheses.</param>
    private static string Below(string requests) =>
        $"""
        WITH RECURSIVE below(request) AS (
            SELECT l.request_id FROM provisioning_log l JOIN provisioning_log last ON last.request_id = l.settles_with
            WHERE l.settles_with IN {requests} AND last.settles_with IS NULL
            UNION SELECT l.request_id FROM below JOIN provisioning_log l ON l.settles_with = below.request)
        SELECT request FROM below
        """;

    public static void Append(DbSession session, ProvisioningEntry entry) => session.Run(
        """
        INSERT INTO provisioning_log (request_id, organization_key, integration_key, at, duration_ms, token_id, token_name, source_address,
            user_agent, method, action, resource_type, scim_id, name, external_id, status, sync, error_type, detail, tolerances, settled_at,
            search_text, error_code, changes)
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18, @p19, @p20, @p21, @p22, @p23)
        """,
        entry.RequestId.ToString("D"),
        entry.OrganizationKey,
        entry.IntegrationKey,
        entry.At.ToUnixTimeMilliseconds(),
        entry.DurationMs,
        entry.TokenId?.ToString("D"),
        entry.TokenName,
        entry.SourceAddress,
        entry.UserAgent,
        entry.Method,
        (int)entry.Action,
        entry.ResourceType,
        entry.ScimId?.ToString("D"),
        entry.Name,
        entry.ExternalId,
        entry.Status,
        (int)entry.Sync,
        entry.ErrorType,
        entry.Detail,
        entry.Tolerances,
        entry.SettledAt?.ToUnixTimeMilliseconds(),
        entry.SearchText,
        entry.ErrorCode,
        entry.Changes);

    /// <summary>Settles a request once all its rows have reached Looker, together with the requests that it overtook.</summary>
    public static void Settle(DbSession session, Guid requestId, DateTimeOffset now)
    {
        var settled = session.Execute(
            $"UPDATE provisioning_log SET sync = {SyncState.Applied:D}, settled_at = @p1 WHERE request_id = @p0 AND sync IN ({Waiting}, {SyncState.Failed:D}) AND status < 400 AND {NothingWaits}",
            requestId.ToString("D"),
            now.ToUnixTimeMilliseconds());
        if (settled > 0)
        {
            SettleOvertaken(session, requestId, now);
        }
    }

    /// <summary>Settles requests that have no rows left, because their user or group is gone.</summary>
    public static void SettleMoot(DbSession session, IReadOnlyCollection<string> requestIds, DateTimeOffset now)
    {
        if (requestIds.Count == 0)
        {
            return;
        }

        var requests = $"({string.Format(session.Dialect.JsonTexts, "@p0")})";
        foreach (var settled in (string[])[requests, $"({Below(requests)})"])
        {
            session.Run(
                $"""
                UPDATE provisioning_log SET sync = {SyncState.Applied:D}, settled_at = @p1, detail = COALESCE(detail, @p2)
                WHERE request_id IN {settled} AND sync IN ({Waiting}) AND status < 400 AND {NothingWaits}
                """,
                JsonSerializer.Serialize(requestIds),
                now.ToUnixTimeMilliseconds(),
                "Settled because the user or group disappeared from Looker before the change got there.");
        }
    }

    /// <summary>From now on the requests wait together with a later one.</summary>
    public static void Overtake(DbSession session, IReadOnlyCollection<Guid> requestIds, Guid byRequestId)
    {
        var (overtaken, ids, by) = (
            string.Format(session.Dialect.JsonTexts, "@p0"), JsonSerializer.Serialize(requestIds.Select(id => id.ToString("D"))), byRequestId.ToString("D"));
        session.Run($"UPDATE provisioning_log SET settles_with = @p1 WHERE request_id IN ({overtaken}) AND sync IN ({Waiting})", ids, by);

        // A request that no longer waits itself, because it is held or has failed, hands on what waits with it.
        session.Run(
            $"""
            UPDATE provisioning_log SET settles_with = @p1 WHERE sync IN ({Waiting})
                AND settles_with IN (SELECT o.request_id FROM provisioning_log o WHERE o.request_id IN ({overtaken}) AND o.sync NOT IN ({Waiting}))
            """,
            ids,
            by);
    }

    public static void SettleOvertaken(DbSession session, Guid byRequestId, DateTimeOffset now) => session.Run(
        $"""
        UPDATE provisioning_log SET sync = {SyncState.Applied:D}, settled_at = @p1, detail = COALESCE(detail, @p2)
        WHERE request_id IN ({Below("(@p0)")}) AND sync IN ({Waiting}, {SyncState.Failed:D}) AND status < 400 AND {NothingWaits}
        """,
        byRequestId.ToString("D"),
        now.ToUnixTimeMilliseconds(),
        "Settled together with a later request, which repeated or replaced it before it reached Looker.");

    /// <summary>A refused request is undone: requests that it had overtaken wait on their own again, and what these overtook waits with them.</summary>
    public static void WaitAgain(DbSession session, IReadOnlyCollection<Guid> requestIds, Guid undone)
    {
        LogStreamStatements.WatchAgain(session, "l.settles_with = @p0", undone);
        var (ids, first) = (JsonSerializer.Serialize(requestIds.Select(id => id.ToString("D"))), requestIds.First().ToString("D"));
        session.Run(
            $"""
            UPDATE provisioning_log SET sync = {SyncState.Pending:D}, detail = NULL, error_code = NULL
            WHERE request_id IN ({Below("(@p0)")}) AND sync = {SyncState.Failed:D} AND status < 400
            """,
            undone.ToString("D"));
        session.Run(
            $"""
            UPDATE provisioning_log SET sync = {SyncState.Pending:D}, settled_at = NULL, settles_with = NULL,
                detail = CASE WHEN sync = {SyncState.Applied:D} THEN NULL ELSE detail END
            WHERE settles_with = @p0 AND request_id IN ({string.Format(session.Dialect.JsonTexts, "@p1")}) AND sync <> {SyncState.Held:D} AND status < 400
            """,
            undone.ToString("D"),
            ids);
        session.Run("UPDATE provisioning_log SET settles_with = @p1 WHERE settles_with = @p0", undone.ToString("D"), first);
    }

    /// <summary>Fails a request that Looker refused, together with the requests that it overtook.</summary>
    public static void Fail(DbSession session, Guid requestId, ErrorCode? code, string detail)
    {
        LogStreamStatements.WatchAgain(session, "l.request_id = @p0", requestId);
        session.Run(
            $"UPDATE provisioning_log SET sync = {SyncState.Failed:D}, detail = @p1, error_code = @p2 WHERE request_id = @p0", requestId.ToString("D"), detail, code?.Name);
        FailOvertaken(session, requestId, code, detail);
    }

    /// <summary>A change of the request is held.</summary>
    public static void Hold(DbSession session, Guid requestId)
    {
        LogStreamStatements.WatchAgain(session, "l.request_id = @p0", requestId);
        session.Run("UPDATE provisioning_log SET sync = @p1 WHERE request_id = @p0 AND status < 400", requestId.ToString("D"), (int)SyncState.Held);
    }

    /// <summary>Fails a request of which Looker refused a part at an earlier attempt, and has the others now. What its caller was told stays.</summary>
    public static void FailWaiting(DbSession session, Guid requestId, ErrorCode? code, string detail)
    {
        session.Run(
            $"UPDATE provisioning_log SET sync = {SyncState.Failed:D}, detail = @p1, error_code = @p2 WHERE request_id = @p0 AND sync IN ({Waiting})",
            requestId.ToString("D"),
            detail,
            code?.Name);
        FailOvertaken(session, requestId, code, detail);
    }

    public static void FailOvertaken(DbSession session, Guid byRequestId, ErrorCode? code, string detail) => session.Run(
        $"UPDATE provisioning_log SET sync = {SyncState.Failed:D}, detail = @p1, error_code = @p2 WHERE request_id IN ({Below("(@p0)")}) AND sync IN ({Waiting})",
        byRequestId.ToString("D"),
        detail,
        code?.Name);

    public static void RecordRefusal(DbSession session, Guid requestId, ScimException refusal)
    {
        LogStreamStatements.WatchAgain(session, "l.request_id = @p0", requestId);
        session.Run(
            "UPDATE provisioning_log SET status = @p1, sync = @p2, error_type = @p3, error_code = @p4, detail = @p5, settled_at = NULL WHERE request_id = @p0",
            requestId.ToString("D"),
            refusal.Status,
            (int)SyncState.Failed,
            refusal.ScimType,
            refusal.Code.Name,
            refusal.Detail);
    }
}
