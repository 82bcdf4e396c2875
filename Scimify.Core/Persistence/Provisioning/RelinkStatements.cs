using Scimify.Core.Directory.Guard;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>What an integration forgets when it is pointed at another address.</summary>
internal static class RelinkStatements
{
    /// <summary>
    /// The ids may be strangers' at the new address: nothing is written there by an old id. Everything is looked up again
    /// by address and name, as what was ours before, and attempts under way count no more. What is held stays held, but for
    /// adoptions: what they would take over is in the old one.
    /// </summary>
    public static void ForgetLooker(DbSession session, int integrationKey)
    {
        session.Execute(
            """
            UPDATE scim_users SET link_state = 4, looker_user_id = NULL, applied_state = NULL, creation_mark = NULL, protection = protection & 4, lease_owner = NULL, lease_until = 0,
                desired_generation = desired_generation + 1, attempts = 0, not_before = 0, look_again_at = NULL, sync_error = NULL,
                sync_state = CASE WHEN sync_state = 3 THEN 3 ELSE 1 END, due = CASE WHEN sync_state = 3 THEN 0 WHEN active = 1 AND deleted_at IS NULL THEN 2 ELSE 1 END
            WHERE integration_key = @p0 AND (looker_user_id IS NOT NULL OR creation_mark IS NOT NULL)
            """,
            integrationKey);
        session.Execute(
            """
            UPDATE scim_groups SET link_state = 4, looker_group_id = NULL, applied_name = NULL, creation_attempted = 0, late_name = NULL, lease_owner = NULL, lease_until = 0,
                desired_generation = desired_generation + 1, attempts = 0, not_before = 0, look_again_at = NULL, sync_error = NULL,
                sync_state = CASE WHEN sync_state = 3 THEN 3 ELSE 1 END, due = CASE WHEN sync_state = 3 THEN 0 WHEN deleted_at IS NULL THEN 2 ELSE 1 END
            WHERE integration_key = @p0 AND (looker_group_id IS NOT NULL OR creation_attempted = 1 OR late_name IS NOT NULL)
            """,
            integrationKey);
        ForgetAdoptions(session, integrationKey);
        // Attributes and roles have other ids there.
        session.Execute("UPDATE integration_mappings SET attributes = NULL, version = version + 1 WHERE integration_key = @p0", integrationKey);
        session.Execute("UPDATE mapping_progress SET swept_to = NULL, compared_to = 0 WHERE integration_key = @p0", integrationKey);
        session.Execute("UPDATE scim_users SET looker_attributes = NULL WHERE integration_key = @p0 AND looker_attributes IS NOT NULL", integrationKey);
        session.Execute("DELETE FROM group_roles WHERE integration_key = @p0", integrationKey);
        session.Execute("DELETE FROM looker_roles WHERE integration_key = @p0", integrationKey);
        session.Execute("DELETE FROM memberships WHERE integration_key = @p0 AND desired = 0 AND sync_state <> 3", integrationKey);
        session.Execute(
            """
            UPDATE memberships SET applied = 0, due = 0, lease_owner = NULL, lease_until = 0, desired_generation = desired_generation + 1,
                attempts = 0, not_before = 0, look_again_at = NULL, sync_error = NULL, sync_state = CASE WHEN sync_state = 3 THEN 3 ELSE 1 END
            WHERE integration_key = @p0
            """,
            integrationKey);
    }

    private static void ForgetAdoptions(DbSession session, int integrationKey)
    {
        foreach (var (table, key, other, removal) in new[] { ("scim_users", "user_key", "group_key", "active = 0"), ("scim_groups", "group_key", "user_key", "1 = 0") })
        {
            session.Execute(
                $"""
                UPDATE {table} SET desired_generation = desired_generation + 1, sync_state = 1, sync_error = NULL, due = CASE WHEN {removal} THEN 1 ELSE 2 END
                WHERE integration_key = @p0 AND sync_state > 0 AND sync_state = 3 AND key IN (SELECT h.{key} FROM held_changes h
                    WHERE h.integration_key = @p0 AND h.action = @p1 AND h.{other} IS NULL)
                """,
                integrationKey,
                (int)HeldAction.Adopt);
            session.Execute($"UPDATE {table} SET released_looker_id = NULL WHERE integration_key = @p0 AND released_looker_id IS NOT NULL", integrationKey);
        }

        session.Execute("DELETE FROM looker_inventory WHERE integration_key = @p0", integrationKey);
        session.Execute("DELETE FROM held_changes WHERE integration_key = @p0 AND action = @p1", integrationKey, (int)HeldAction.Adopt);
    }
}
