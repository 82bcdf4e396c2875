using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>What an integration forgets when it is pointed at another address.</summary>
internal static class RelinkStatements
{
    private static readonly string UserLane = $"CASE WHEN active = 1 AND deleted_at IS NULL THEN {DueKind.Change:D} ELSE {DueKind.Removal:D} END";

    private static readonly string GroupLane = $"CASE WHEN deleted_at IS NULL THEN {DueKind.Change:D} ELSE {DueKind.Removal:D} END";

    private static readonly string ForgetUsers =
        $"""
        UPDATE scim_users SET link_state = {LinkState.Orphaned:D}, looker_user_id = NULL, applied_state = NULL, creation_mark = NULL,
            protection = protection & {Protection.Listed:D}, {Forgotten(UserLane)}
        WHERE integration_key = @p0 AND (looker_user_id IS NOT NULL OR creation_mark IS NOT NULL)
        """;

    private static readonly string ForgetGroups =
        $"""
        UPDATE scim_groups SET link_state = {LinkState.Orphaned:D}, looker_group_id = NULL, applied_name = NULL, creation_attempted = 0, late_name = NULL,
            {Forgotten(GroupLane)}
        WHERE integration_key = @p0 AND (looker_group_id IS NOT NULL OR creation_attempted = 1 OR late_name IS NOT NULL)
        """;

    /// <summary>Memberships wait for their users and groups.</summary>
    private static readonly string ForgetMemberships =
        $"UPDATE memberships SET applied = {AppliedMembership.Absent:D}, {Forgotten($"{DueKind.None:D}")} WHERE integration_key = @p0";

    /// <summary>
    /// At the new address, the old IDs may belong to others, so nothing is written with them. Everything is looked up again by
    /// address and name, as something that was ours before, and attempts under way no longer count. What is held stays held, except
    /// for adoptions: what they would take over is in the old Looker.
    /// </summary>
    public static void ForgetLooker(WriteSession session, int integrationKey, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        session.Execute(ForgetUsers, integrationKey, at);
        session.Execute(ForgetGroups, integrationKey, at);
        ForgetAdoptions(session, integrationKey, at);
        // Attributes and roles have other IDs there.
        session.Execute("UPDATE integration_mappings SET attributes = NULL, version = version + 1 WHERE integration_key = @p0", integrationKey);
        session.Execute("UPDATE mapping_progress SET swept_to = NULL, compared_to = 0 WHERE integration_key = @p0", integrationKey);
        session.Execute("UPDATE scim_users SET looker_attributes = NULL WHERE integration_key = @p0 AND looker_attributes IS NOT NULL", integrationKey);
        session.Execute("DELETE FROM group_roles WHERE integration_key = @p0", integrationKey);
        session.Execute("DELETE FROM looker_roles WHERE integration_key = @p0", integrationKey);
        session.Execute("DELETE FROM scim_roles WHERE integration_key = @p0", integrationKey);
        session.Execute($"DELETE FROM memberships WHERE integration_key = @p0 AND desired = 0 AND sync_state <> {SyncState.Held:D}", integrationKey);
        session.Execute(ForgetMemberships, integrationKey, at);
        session.Access.Note(new AccessChange.Ended(AccessScope.Integration, integrationKey, AskedToo: false, AccessSource.Scim));
    }

    private static void ForgetAdoptions(DbSession session, int integrationKey, long at)
    {
        foreach (var (table, key, other, lane) in new[] { ("scim_users", "user_key", "group_key", UserLane), ("scim_groups", "group_key", "user_key", $"{DueKind.Change:D}") })
        {
            session.Execute(
                $"""
                UPDATE {table} SET {TransitionRule.WantedAgain.Set((SyncParameter.Lane, lane), (SyncParameter.Now, "@p2"))}
                WHERE integration_key = @p0 AND sync_state > 0 AND sync_state = {SyncState.Held:D} AND key IN (SELECT h.{key} FROM held_changes h
                    WHERE h.integration_key = @p0 AND h.action = @p1 AND h.{other} IS NULL)
                """,
                integrationKey,
                (int)HeldAction.Adopt,
                at);
            session.Execute($"UPDATE {table} SET released_looker_id = NULL WHERE integration_key = @p0 AND released_looker_id IS NOT NULL", integrationKey);
        }

        session.Execute("DELETE FROM looker_inventory WHERE integration_key = @p0", integrationKey);
        session.Execute("DELETE FROM held_changes WHERE integration_key = @p0 AND action = @p1", integrationKey, (int)HeldAction.Adopt);
    }

    private static string Forgotten(string lane) => TransitionRule.Forgotten.Set((SyncParameter.Lane, lane), (SyncParameter.Now, "@p1"));
}
