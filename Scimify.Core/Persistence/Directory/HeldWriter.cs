using System.Data.Common;
using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Errors;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Directory;

/// <summary>Held changes and the deletion guard's counts, inside the writer's transaction.</summary>
internal sealed class HeldWriter(WriteSession session) : IHeldWriter
{
    private const string Columns =
        "h.key, h.id, h.organization_key, h.integration_key, h.action, h.user_key, h.group_key, h.scim_id, h.name, h.reason, h.since, h.request_id, h.was_active, "
        + "h.looker_id, h.looker_name";

    public long ActiveUsers(int integrationKey) => session.Count(
        $"SELECT active_users FROM integration_counters WHERE integration_key = @p0{session.Dialect.ForUpdate}", integrationKey);

    public int MembersUpTo(long groupKey, long most) => (int)session.Count(
        "SELECT count(*) FROM (SELECT 1 FROM memberships WHERE group_key = @p0 AND desired = 1 LIMIT @p1) AS members", groupKey, most);

    public int RemovedSince(int integrationKey, long groupKey, DateTimeOffset since, int most) => (int)session.Count(
        """
        SELECT count(*) FROM (SELECT 1 FROM guarded_removals WHERE integration_key = @p0 AND group_key = @p1 AND at > @p2 LIMIT @p3) AS removed
        """,
        integrationKey,
        groupKey,
        since.ToUnixTimeMilliseconds(),
        most);

    public bool WasRemovedSince(int integrationKey, long groupKey, long userKey, DateTimeOffset since) => session.Scalar(
        "SELECT 1 FROM guarded_removals WHERE integration_key = @p0 AND group_key = @p1 AND user_key = @p2 AND at > @p3",
        integrationKey,
        groupKey,
        userKey,
        since.ToUnixTimeMilliseconds()) is not null;

    public void NoteRemovals(int integrationKey, long groupKey, IReadOnlyCollection<long> userKeys, DateTimeOffset at, DateTimeOffset since)
    {
        session.Run(
            "DELETE FROM guarded_removals WHERE integration_key = @p0 AND group_key = @p1 AND at <= @p2",
            integrationKey,
            groupKey,
            since.ToUnixTimeMilliseconds());
        foreach (var userKey in userKeys)
        {
            session.Run(
                """
                INSERT INTO guarded_removals (integration_key, group_key, user_key, at) VALUES (@p0, @p1, @p2, @p3)
                ON CONFLICT (integration_key, group_key, user_key) DO UPDATE SET at = excluded.at
                """,
                integrationKey,
                groupKey,
                userKey,
                at.ToUnixTimeMilliseconds());
        }
    }

    public void ForgetRemovals(int integrationKey, long groupKey, IReadOnlyCollection<long> userKeys) => session.Run(
        $"""
        DELETE FROM guarded_removals WHERE integration_key = @p0 AND group_key = @p1
            AND user_key IN ({string.Format(session.Dialect.JsonIntegers, "@p2")})
        """,
        integrationKey,
        groupKey,
        JsonSerializer.Serialize(userKeys));

    public void Hold(HeldChange change) => change.Key = Convert.ToInt64(session.Scalar(
        """
        INSERT INTO held_changes (id, organization_key, integration_key, action, user_key, group_key, scim_id, name, reason, since, request_id, was_active,
            looker_id, looker_name, search_text)
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14) RETURNING key
        """,
        change.Id.ToString("D"),
        change.OrganizationKey,
        change.IntegrationKey,
        (int)change.Action,
        change.UserKey,
        change.GroupKey,
        change.ScimId.ToString("D"),
        change.Name,
        change.Reason,
        change.Since.ToUnixTimeMilliseconds(),
        change.RequestId?.ToString("D"),
        change.WasActive ? 1 : 0,
        change.LookerId,
        change.LookerName,
        change.SearchText));

    public HeldChange? OfUser(long userKey) => session.First(
        $"SELECT {Columns} FROM held_changes h WHERE h.user_key = @p0 AND h.group_key IS NULL", Read, userKey);

    public HeldChange? OfGroup(long groupKey) => session.First(
        $"SELECT {Columns} FROM held_changes h WHERE h.group_key = @p0 AND h.user_key IS NULL", Read, groupKey);

    public HeldChange? OfMembership(long groupKey, long userKey) => session.First(
        $"SELECT {Columns} FROM held_changes h WHERE h.group_key = @p0 AND h.user_key = @p1", Read, groupKey, userKey);

    public void Drop(long heldKey) => session.Run("DELETE FROM held_changes WHERE key = @p0", heldKey);

    public IReadOnlyList<HeldChange> Find(int integrationKey, IReadOnlyCollection<Guid>? ids, long afterKey, int count) => ids is null
        ? session.All(
            $"SELECT {Columns} FROM held_changes h WHERE h.integration_key = @p0 AND h.key > @p1 ORDER BY h.key LIMIT @p2", Read, integrationKey, afterKey, count)
        : session.All(
            $"""
            SELECT {Columns} FROM held_changes h WHERE h.id IN ({string.Format(session.Dialect.JsonTexts, "@p3")})
                AND h.integration_key = @p0 AND h.key > @p1 ORDER BY h.key LIMIT @p2
            """,
            Read,
            integrationKey,
            afterKey,
            count,
            JsonSerializer.Serialize(ids.Select(id => id.ToString("D"))));

    public byte[]? BodyOf(long userKey) => (byte[]?)session.Scalar("SELECT json FROM scim_user_bodies WHERE user_key = @p0", userKey);

    public bool IsUserNameTaken(int integrationKey, string userNameNorm) => session.Scalar(
        "SELECT 1 FROM scim_users WHERE integration_key = @p0 AND user_name_norm = @p1 AND deleted_at IS NULL", integrationKey, userNameNorm) is not null;

    public bool IsGroupNameTaken(int integrationKey, string displayNameNorm) => session.Scalar(
        "SELECT 1 FROM scim_groups WHERE integration_key = @p0 AND display_name_norm = @p1 AND deleted_at IS NULL", integrationKey, displayNameNorm) is not null;

    public void ReleaseLog(Guid requestId) => session.Run(
        $"UPDATE provisioning_log SET sync = @p1 WHERE request_id = @p0 AND sync = @p2 AND {NothingHeld}",
        requestId.ToString("D"),
        (int)SyncState.Pending,
        (int)SyncState.Held);

    public void RejectLog(Guid requestId, string detail)
    {
        session.Run(
            $"UPDATE provisioning_log SET sync = @p1, detail = @p3, error_code = @p4 WHERE request_id = @p0 AND sync = @p2 AND {NothingHeld}",
            requestId.ToString("D"),
            (int)SyncState.Failed,
            (int)SyncState.Held,
            detail,
            ErrorCodes.ChangeRejected.Name);
        ProvisioningLogStatements.FailOvertaken(session, requestId, ErrorCodes.ChangeRejected, detail);
    }

    public void Append(AuditEntry entry) => session.AppendAudit(entry);

    private const string NothingHeld = "NOT EXISTS (SELECT 1 FROM held_changes h WHERE h.request_id = @p0)";

    private static HeldChange Read(DbDataReader reader) => new()
    {
        Key = reader.GetInt64(0),
        Id = Guid.Parse(reader.GetString(1)),
        OrganizationKey = reader.GetInt32(2),
        IntegrationKey = reader.GetInt32(3),
        Action = (HeldAction)reader.GetInt32(4),
        UserKey = reader.IsDBNull(5) ? null : reader.GetInt64(5),
        GroupKey = reader.IsDBNull(6) ? null : reader.GetInt64(6),
        ScimId = Guid.Parse(reader.GetString(7)),
        Name = reader.GetString(8),
        Reason = reader.GetString(9),
        Since = SyncColumnMap.Time(reader, 10),
        RequestId = SyncColumnMap.Text(reader, 11) is { } id ? Guid.Parse(id) : null,
        WasActive = reader.GetInt32(12) != 0,
        LookerId = SyncColumnMap.Text(reader, 13),
        LookerName = SyncColumnMap.Text(reader, 14),
    };
}
