using Scimify.Core.Audit;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Makes rows due again. What is known about Looker stays known, so that nothing is written without need. What is held stays held.</summary>
internal sealed class ResyncStore(ScimifyDatabase database, TimeProvider clock) : IResyncStore
{
    /// <summary>Memberships with both sides in Looker. The others wait for their sides.</summary>
    private static readonly string MemberLane =
        $"""
        CASE WHEN EXISTS (SELECT 1 FROM scim_users u WHERE u.key = memberships.user_key AND {RowSql.Linked("u")})
            AND @p1 = 1 THEN {MembershipStatements.Lane} ELSE {DueKind.None:D} END
        """;

    private static readonly string TryMembersAgain =
        $"""
        UPDATE memberships SET {TransitionRule.WantedAgain.Set((SyncParameter.Lane, MemberLane), (SyncParameter.Now, "@p2"))}
        WHERE group_key = @p0 AND sync_state > 0 AND sync_state <> {SyncState.Held:D}
        """;

    public Task<bool> MakeDueAsync(int integrationKey, Guid scimId, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        integrationKey,
        session =>
        {
            var writer = new DirectoryWriter(session);
            var name = User(writer, session, integrationKey, scimId) ?? Group(writer, session, integrationKey, scimId);
            if (name is null)
            {
                return false;
            }

            audit.SubjectName = name;
            session.AppendAudit(audit);
            return true;
        },
        ct);

    /// <remarks>Also finds a leaver whom Looker still has: above all, they must be tried again.</remarks>
    private string? User(DirectoryWriter writer, WriteSession session, int integrationKey, Guid scimId)
    {
        if (KeyOf(session, "scim_users", integrationKey, scimId) is not { } key || writer.LockUserRow(key) is not { } row)
        {
            return null;
        }

        if (!row.IsHeld && (row.LookerEmail is not null || row.LookerUserId is not null))
        {
            UserParts.TryAgain(row, UserParts.All);
            row.Apply(Transition.WantedAgain(row is { Active: true, DeletedAt: null } ? DueKind.Change : DueKind.Removal), clock.GetUtcNow());
            writer.UpdateUser(row, null, null);
        }

        return row.UserName;
    }

    private string? Group(DirectoryWriter writer, WriteSession session, int integrationKey, Guid scimId)
    {
        if (KeyOf(session, "scim_groups", integrationKey, scimId) is not { } key || writer.LockGroupRow(key) is not { } row)
        {
            return null;
        }

        if (!row.IsHeld)
        {
            row.Apply(Transition.WantedAgain(row.DeletedAt is null ? DueKind.Change : DueKind.Removal), clock.GetUtcNow());
            writer.UpdateGroup(row, null);
        }

        session.Execute(TryMembersAgain, row.Key, row.LookerGroupId is null ? 0 : 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
        RoleSteps.MakeDue(session, row.Key, DueKind.Change, null, clock.GetUtcNow(), IntegrationMode.Live);
        return row.DisplayName;
    }

    private static long? KeyOf(WriteSession session, string table, int integrationKey, Guid scimId) => session.Scalar(
        $"SELECT key FROM {table} WHERE id = @p1 AND integration_key = @p0 AND (deleted_at IS NULL OR sync_state > 0)",
        integrationKey,
        scimId.ToString("D")) is { } key ? Convert.ToInt64(key) : null;
}
