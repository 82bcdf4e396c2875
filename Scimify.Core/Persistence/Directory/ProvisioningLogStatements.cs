using Scimify.Core.Auditing;

namespace Scimify.Core.Persistence.Directory;

/// <summary>Rows of the provisioning log.</summary>
internal static class ProvisioningLogStatements
{
    public static void Append(DbSession session, ProvisioningEntry entry) => session.Execute(
        """
        INSERT INTO provisioning_log (request_id, organization_key, integration_key, at, duration_ms, token_id, token_name, source_address,
            user_agent, method, action, resource_type, scim_id, name, external_id, status, sync, error_type, detail, tolerances, settled_at)
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18, @p19, @p20)
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
        entry.SettledAt?.ToUnixTimeMilliseconds());

    public static void RecordRefusal(DbSession session, Guid requestId, int status, string? errorType, string detail) => session.Execute(
        "UPDATE provisioning_log SET status = @p1, sync = @p2, error_type = @p3, detail = @p4, settled_at = NULL WHERE request_id = @p0",
        requestId.ToString("D"),
        status,
        (int)SyncState.Failed,
        errorType,
        detail);
}
