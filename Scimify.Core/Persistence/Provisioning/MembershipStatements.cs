using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Changes many memberships at once when the user or the group appears in Looker or disappears.</summary>
internal static class MembershipStatements
{
    /// <remarks>Includes rows that somebody is working on, so that a newer request is not forgotten with the old answer.</remarks>
    private static readonly string Waits = $"sync_state = {SyncState.Pending:D} AND due = {DueKind.None:D}";

    /// <summary>For a row of <c>memberships</c>.</summary>
    public static readonly string Lane = $"CASE WHEN desired = 1 THEN {DueKind.Change:D} ELSE {DueKind.Removal:D} END";

    private static readonly string Released = TransitionRule.Released.Set((SyncParameter.Lane, Lane), (SyncParameter.Now, "@p1"));

    private static readonly string UserIsThere =
        $"""
        UPDATE memberships SET {Released} WHERE user_key = @p0 AND {Waits}
            AND EXISTS (SELECT 1 FROM scim_groups g WHERE g.key = memberships.group_key AND g.looker_group_id IS NOT NULL
                AND (g.deleted_at IS NULL OR g.link_state = {LinkState.Adopted:D}))
        """;

    private static readonly string GroupIsThere =
        $"""
        UPDATE memberships SET {Released} WHERE group_key = @p0 AND {Waits}
            AND EXISTS (SELECT 1 FROM scim_users u WHERE u.key = memberships.user_key AND {RowSql.Linked("u")}
                AND (u.deleted_at IS NULL OR u.sync_state = {SyncState.Applied:D}))
        """;

    private static readonly string Orphaned =
        "UPDATE memberships SET applied = " + $"{AppliedMembership.Absent:D}, "
        + TransitionRule.Orphaned.Set((SyncParameter.Lane, $"CASE WHEN desired = 1 THEN {DueKind.None:D} ELSE {DueKind.Removal:D} END"), (SyncParameter.Now, "@p1"));

    /// <summary>
    /// The account is there (or a leaver's is disabled). Whatever waited for it goes ahead, unless the group is about to be deleted
    /// as a whole.
    /// </summary>
    /// <returns>True if anything waited for it.</returns>
    public static bool ReleaseUser(DbSession session, long userKey, DateTimeOffset now) =>
        session.Execute(UserIsThere, userKey, now.ToUnixTimeMilliseconds()) > 0;

    /// <summary>The group is there. Members whose accounts are there too go ahead. Leavers are disabled first.</summary>
    public static void ReleaseGroup(DbSession session, long groupKey, DateTimeOffset now) =>
        session.Run(GroupIsThere, groupKey, now.ToUnixTimeMilliseconds());

    /// <summary>The account is gone, together with its memberships. Those that are desired wait for a new account.</summary>
    public static void ForgetUser(WriteSession session, long userKey, DateTimeOffset now)
    {
        Forget(session, "user_key", userKey, now);
        session.Access.Note(new AccessChange.Ended(AccessScope.UserMemberships, userKey, AskedToo: false, AccessSource.Scim));
    }

    /// <summary>The group is gone, together with its memberships. Those that are desired wait for a new group.</summary>
    public static void ForgetGroup(WriteSession session, long groupKey, DateTimeOffset now)
    {
        Forget(session, "group_key", groupKey, now);
        session.Access.Note(new AccessChange.Ended(AccessScope.Group, groupKey, AskedToo: false, AccessSource.Scim));
    }

    /// <summary>Deletes the user's row with its memberships. Requests that waited for them no longer wait.</summary>
    public static void DeleteUser(DirectoryWriter writer, DbSession session, ScimUserRow row, DateTimeOffset now)
    {
        var moot = Waiting(session, "user_key", row.Key, row);
        writer.DeleteUser(row.Key);
        ProvisioningLogStatements.SettleMoot(session, moot, now);
    }

    /// <summary>Deletes the group's row with its memberships. Requests that waited for them no longer wait.</summary>
    public static void DeleteGroup(DirectoryWriter writer, DbSession session, ScimGroupRow row, DateTimeOffset now)
    {
        var moot = Waiting(session, "group_key", row.Key, row);
        writer.DeleteGroup(row.Key);
        ProvisioningLogStatements.SettleMoot(session, moot, now);
    }

    /// <summary>Without the request that the owner's row names, which is settled with it.</summary>
    private static List<string> Waiting(DbSession session, string column, long key, SyncColumns owner) => session.All(
        $"SELECT DISTINCT request_id FROM memberships WHERE {column} = @p0 AND sync_state = {SyncState.Pending:D} AND request_id IS NOT NULL AND request_id IS DISTINCT FROM @p1",
        row => row.GetString(0),
        key,
        owner.RequestId?.ToString("D"));

    private static void Forget(DbSession session, string column, long key, DateTimeOffset now)
    {
        var leaves = $"desired = 0 AND sync_state <> {SyncState.Held:D} AND lease_owner IS NULL";
        var moot = session.All(
            $"SELECT DISTINCT request_id FROM memberships WHERE {column} = @p0 AND {leaves} AND request_id IS NOT NULL", row => row.GetString(0), key);
        session.Run($"DELETE FROM memberships WHERE {column} = @p0 AND {leaves}", key);
        ProvisioningLogStatements.SettleMoot(session, moot, now);
        session.Run($"{Orphaned} WHERE {column} = @p0", key, now.ToUnixTimeMilliseconds());
    }
}
