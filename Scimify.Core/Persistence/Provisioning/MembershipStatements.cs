namespace Scimify.Core.Persistence.Provisioning;

/// <summary>What happens to many memberships at once when one of their sides comes or goes in Looker.</summary>
internal static class MembershipStatements
{
    /// <remarks>A row that someone is at work on counts: what was asked for since must not be forgotten with its answer.</remarks>
    private const string Waiting = "sync_state = 1 AND due = 0";

    /// <summary>
    /// The account is there (or, of a leaver, disabled): what waited for it goes ahead, but not where the group is about to
    /// be deleted as a whole.
    /// </summary>
    public static void ReleaseUser(DbSession session, long userKey) => session.Execute(
        $"""
        UPDATE memberships SET due = CASE WHEN desired = 1 THEN 2 ELSE 1 END WHERE user_key = @p0 AND {Waiting}
            AND EXISTS (SELECT 1 FROM scim_groups g WHERE g.key = memberships.group_key AND g.looker_group_id IS NOT NULL
                AND (g.deleted_at IS NULL OR g.link_state = 3))
        """,
        userKey);

    /// <summary>The group is there: members whose accounts are there too go ahead; leavers are disabled first.</summary>
    public static void ReleaseGroup(DbSession session, long groupKey) => session.Execute(
        $"""
        UPDATE memberships SET due = CASE WHEN desired = 1 THEN 2 ELSE 1 END WHERE group_key = @p0 AND {Waiting}
            AND EXISTS (SELECT 1 FROM scim_users u WHERE u.key = memberships.user_key AND u.looker_user_id IS NOT NULL AND u.link_state IN (2, 3)
                AND (u.deleted_at IS NULL OR u.sync_state = 0))
        """,
        groupKey);

    /// <summary>The account is gone, and with it its memberships; those that are desired wait for a new one.</summary>
    public static void ForgetUser(DbSession session, long userKey) => Forget(session, "user_key", userKey);

    /// <summary>The group is gone, and with it its memberships; those that are desired wait for a new one.</summary>
    public static void ForgetGroup(DbSession session, long groupKey) => Forget(session, "group_key", groupKey);

    private static void Forget(DbSession session, string column, long key)
    {
        session.Execute($"DELETE FROM memberships WHERE {column} = @p0 AND desired = 0 AND sync_state <> 3 AND lease_owner IS NULL", key);
        session.Execute(
            $"""
            UPDATE memberships SET applied = 0, due = CASE WHEN desired = 1 OR sync_state = 3 THEN 0 ELSE 1 END, desired_generation = desired_generation + 1,
                sync_state = CASE WHEN desired = 1 THEN 1 ELSE sync_state END
            WHERE {column} = @p0
            """,
            key);
    }
}
