using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Works on the rows of Looker roles, inside a transaction.</summary>
internal static class RoleSteps
{
    public static LookerRoleRow? Lock(WriteSession session, long key) => session.First(
        $"SELECT {RoleColumnMap.Select} FROM looker_roles r WHERE r.key = @p0{session.Dialect.ForUpdate}", RoleColumnMap.Read, key);

    public static LookerRoleRow? Lock(WriteSession session, int integrationKey, string roleId) => session.First(
        $"SELECT {RoleColumnMap.Select} FROM looker_roles r WHERE r.integration_key = @p0 AND r.role_id = @p1{session.Dialect.ForUpdate}",
        RoleColumnMap.Read,
        integrationKey,
        roleId);

    /// <summary>The roles that a group is mapped to.</summary>
    public static List<LookerRoleRow> OfGroup(WriteSession session, long groupKey) => session.All(
        $"""
        SELECT {RoleColumnMap.Select} FROM looker_roles r JOIN group_roles m ON m.integration_key = r.integration_key AND m.role_id = r.role_id
        WHERE m.group_key = @p0 ORDER BY r.key{session.Dialect.ForUpdate}
        """,
        RoleColumnMap.Read,
        groupKey);

    /// <summary>The Looker IDs of the groups that should have the role. A group whose deletion is held keeps it.</summary>
    public static IReadOnlyList<string> Wanted(DbSession session, int integrationKey, string roleId) => session.All(
        $"""
        SELECT g.looker_group_id FROM group_roles m JOIN scim_groups g ON g.key = m.group_key
        WHERE m.integration_key = @p0 AND m.role_id = @p1 AND g.looker_group_id IS NOT NULL AND (g.deleted_at IS NULL OR g.sync_state = {SyncState.Held:D})
        ORDER BY g.looker_group_id
        """,
        row => row.GetString(0),
        integrationKey,
        roleId);

    public static void Update(WriteSession session, LookerRoleRow row)
    {
        NoteGranted(session, row);
        session.Run(RoleColumnMap.Update, [.. RoleColumnMap.Values(row), row.Key]);
    }

    /// <summary>The access history tells that the group should have the roles, or should not.</summary>
    public static void NoteAsked(WriteSession session, IEnumerable<LookerRoleRow> roles, long groupKey, bool isAsked)
    {
        foreach (var row in roles)
        {
            session.Access.Note(Asked(row, groupKey, isAsked));
        }
    }

    public static AccessChange Asked(LookerRoleRow row, long groupKey, bool isAsked) => new AccessChange.Detail(
        DetailPart.GroupRole(groupKey, row.RoleId), row.OrganizationKey, row.IntegrationKey, row.Name, DetailValue.Given(isAsked), null, AccessSource.Mapping, row.RequestId);

    public static AccessChange Had(LookerRoleRow row, long groupKey, bool isGiven) => new AccessChange.Detail(
        DetailPart.GroupRole(groupKey, row.RoleId), row.OrganizationKey, row.IntegrationKey, row.Name, null, DetailValue.Given(isGiven), AccessSource.Mapping, row.RequestId);

    /// <summary>Which groups have got the role through Scimify, or have lost it, since the row was read.</summary>
    private static void NoteGranted(WriteSession session, LookerRoleRow row)
    {
        var before = session.Scalar("SELECT granted FROM looker_roles WHERE key = @p0", row.Key) as string;
        if (before is null || before == row.Granted)
        {
            return;
        }

        var (had, has) = (LookerRoleRow.Ids(before), row.GrantedIds);
        NoteHad(session, row, [.. had.Except(has), .. has.Except(had)]);
    }

    /// <summary>Looker has just been seen to give the role to these groups, or to give it no longer.</summary>
    public static void NoteHad(WriteSession session, LookerRoleRow row, IReadOnlyList<string> lookerGroupIds)
    {
        foreach (var (group, lookerId) in session.All(
            $"SELECT g.key, g.looker_group_id FROM scim_groups g WHERE g.integration_key = @p0 AND g.looker_group_id IN ({string.Format(session.Dialect.JsonTexts, "@p1")})",
            found => (found.GetInt64(0), found.GetString(1)),
            row.IntegrationKey,
            JsonSerializer.Serialize(lookerGroupIds)))
        {
            session.Access.Note(Had(row, group, row.GrantedIds.Contains(lookerId)));
        }
    }

    /// <summary>Looker has the group now, or the group has to lose its roles.</summary>
    public static IReadOnlyList<(RowId Row, long Generation)> MakeDue(
        WriteSession session, long groupKey, DueKind kind, Guid? requestId, DateTimeOffset now, IntegrationMode mode)
    {
        var rows = OfGroup(session, groupKey);
        foreach (var row in rows)
        {
            row.Want(row.Due == DueKind.Removal ? DueKind.Removal : kind, requestId ?? row.RequestId, now, mode);
            Update(session, row);
        }

        return [.. rows.Select(r => (new RowId(RowKind.Role, r.Key), r.DesiredGeneration))];
    }

    /// <summary>The group is gone in Looker, together with its roles.</summary>
    public static void Forget(WriteSession session, long groupKey, string lookerGroupId)
    {
        foreach (var row in OfGroup(session, groupKey).Where(r => r.GrantedIds.Contains(lookerGroupId)))
        {
            row.GrantedIds = [.. row.GrantedIds.Where(id => id != lookerGroupId)];
            Update(session, row);
        }
    }

    /// <summary>Whether the group has, or may have, a role in Looker through Scimify.</summary>
    public static bool HasAny(WriteSession session, long groupKey, string? lookerGroupId) =>
        lookerGroupId is not null && OfGroup(session, groupKey).Exists(r => r.GrantedIds.Contains(lookerGroupId) || r.AttemptedIds.Contains(lookerGroupId));

    /// <summary>Deletes the row if no group is mapped to the role and none has it through Scimify.</summary>
    public static void DeleteUnused(WriteSession session, LookerRoleRow row)
    {
        if (row is { Granted: "[]", Attempted: "[]", Due: DueKind.None, LookAgainAt: null }
            && session.Scalar("SELECT 1 FROM group_roles WHERE integration_key = @p0 AND role_id = @p1 LIMIT 1", row.IntegrationKey, row.RoleId) is null)
        {
            session.Run("DELETE FROM looker_roles WHERE key = @p0", row.Key);
        }
    }
}
