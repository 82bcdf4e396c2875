using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>
/// Addresses and names that two rows need at different times. Looker has each of them once, so that whoever comes waits for
/// whoever goes.
/// </summary>
internal static class ContestedValues
{
    private static readonly string Failed = $"integration_key = @p0 AND sync_state > 0 AND sync_state = {SyncState.Failed:D} AND deleted_at IS NULL AND key <> @p2";

    private static readonly string UsersWhoFailed = $"SELECT u.key FROM scim_users u WHERE {Failed} AND looker_email_norm = @p1";

    private static readonly string GroupsThatFailed = $"SELECT g.key FROM scim_groups g WHERE {Failed} AND display_name_norm = @p1";

    /// <summary>Rows that have a time of their own are few, however many are due.</summary>
    private static readonly string Later =
        $"integration_key = @p0 AND due > 0 AND due IN ({DueKind.Removal:D}, {DueKind.Change:D}, {DueKind.Background:D}) AND not_before > @p2 AND sync_state = {SyncState.Pending:D}";

    private static readonly string HastenUsers = $"UPDATE scim_users SET {TransitionRule.Hastened.Set()} WHERE {Later} AND looker_email_norm = @p1";

    private static readonly string HastenGroups = $"UPDATE scim_groups SET {TransitionRule.Hastened.Set()} WHERE {Later} AND display_name_norm = @p1";

    private static readonly string Waits =
        $"integration_key = @p0 AND sync_state > 0 AND sync_state IN ({SyncState.Pending:D}, {SyncState.Failed:D}) AND deleted_at IS NULL AND key <> @p2";

    private static readonly string UserWhoWants = $"SELECT 1 FROM scim_users WHERE {Waits} AND looker_email_norm = @p1 LIMIT 1";

    private static readonly string GroupThatWants = $"SELECT 1 FROM scim_groups WHERE {Waits} AND display_name_norm = @p1 LIMIT 1";

    /// <summary>The address that the account was last known to have; null: unknown, or none.</summary>
    public static string? AddressOf(ScimUserRow row) => LookerUserState.Parse(row.AppliedState).Email is { Length: > 0 } address ? address : null;

    /// <summary>An account has given its address up: whoever was refused it is due again.</summary>
    public static void FreeAddress(WriteSession session, ScimUserRow row, string? before, string? after, DateTimeOffset now)
    {
        if (before is null || before.Equals(after, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        Hasten(session, HastenUsers, row.IntegrationKey, before, now);
        var writer = new DirectoryWriter(session);
        foreach (var key in Keys(session, UsersWhoFailed, row.IntegrationKey, before, row.Key))
        {
            if (writer.LockUserRow(key) is { } waiting)
            {
                UserParts.TryAgain(waiting, Facets.Existence | Facets.Address);
                waiting.Apply(Transition.WantedAgain(waiting.Active ? DueKind.Change : DueKind.Removal), now);
                writer.UpdateUser(waiting, null, null);
            }
        }
    }

    /// <summary>A group has given its name up: whichever was refused it is due again.</summary>
    public static void FreeName(WriteSession session, ScimGroupRow row, string? before, string? after, DateTimeOffset now)
    {
        if (before is null || before.Equals(after, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        Hasten(session, HastenGroups, row.IntegrationKey, before, now);
        var writer = new DirectoryWriter(session);
        foreach (var key in Keys(session, GroupsThatFailed, row.IntegrationKey, before, row.Key))
        {
            if (writer.LockGroupRow(key) is { } waiting)
            {
                waiting.Apply(Transition.WantedAgain(DueKind.Change), now);
                writer.UpdateGroup(waiting, null);
            }
        }
    }

    /// <summary>What the row that has this object in Looker is about to do with its address or name.</summary>
    public static OwnerMove MoveOf(DbSession session, RowKind kind, int integrationKey, string lookerId, string value, long exceptKey)
    {
        var (table, id, wanted) = kind == RowKind.User
            ? ("scim_users", "looker_user_id", "looker_email_norm")
            : ("scim_groups", "looker_group_id", "display_name_norm");
        var state = session.Scalar(
            $"SELECT sync_state FROM {table} WHERE integration_key = @p0 AND {id} = @p1 AND deleted_at IS NULL AND key <> @p2 AND {wanted} <> @p3",
            integrationKey,
            lookerId,
            exceptKey,
            ScimText.Normalise(value));
        return state is null ? OwnerMove.Stays : (SyncState)Convert.ToInt32(state) switch
        {
            SyncState.Pending => OwnerMove.Moves,
            SyncState.Applied or SyncState.Held => OwnerMove.HasMoved,
            SyncState.Failed => OwnerMove.WouldMove,
            _ => OwnerMove.Stays,
        };
    }

    /// <summary>Whether another row that waits is to have this address or name.</summary>
    public static bool IsWanted(DbSession session, RowKind kind, int integrationKey, string value, long exceptKey) =>
        session.Scalar(kind == RowKind.User ? UserWhoWants : GroupThatWants, integrationKey, ScimText.Normalise(value), exceptKey) is not null;

    private static void Hasten(DbSession session, string sql, int integrationKey, string value, DateTimeOffset now) =>
        session.Execute(sql, integrationKey, ScimText.Normalise(value), now.ToUnixTimeMilliseconds());

    private static List<long> Keys(DbSession session, string sql, int integrationKey, string value, long exceptKey) =>
        session.All(sql, row => row.GetInt64(0), integrationKey, ScimText.Normalise(value), exceptKey);
}
