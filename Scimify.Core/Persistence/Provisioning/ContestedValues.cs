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

    private static readonly string UsersWhoWant = $"SELECT key, looker_user_id, applied_state FROM scim_users WHERE {Waits} AND looker_email_norm = @p1";

    private static readonly string GroupsThatWant = $"SELECT key, looker_group_id, applied_name FROM scim_groups WHERE {Waits} AND display_name_norm = @p1";

    /// <summary>A longer chain of rows that wait for each other is not followed to its end.</summary>
    private const int LongestChain = 200;

    /// <summary>The address that the account was last known to have; null: unknown, or none.</summary>
    public static string? AddressOf(ScimUserRow row) => LookerUserState.Parse(row.AppliedState).Email is { Length: > 0 } address ? address : null;

    /// <summary>An account has given its address up: whoever was refused it is due again.</summary>
    /// <returns>False if it kept its address.</returns>
    public static bool FreeAddress(WriteSession session, ScimUserRow row, string? before, string? after, DateTimeOffset now)
    {
        if (before is null || before.Equals(after, StringComparison.OrdinalIgnoreCase))
        {
            return false;
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

        return true;
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
        // A deleted person's account keeps its address. A deleted group leaves Looker, or at least us.
        var (table, id, leaves) = kind == RowKind.User
            ? ("scim_users", "looker_user_id", "deleted_at IS NULL AND looker_email_norm <> @p3")
            : ("scim_groups", "looker_group_id", "(deleted_at IS NOT NULL OR display_name_norm <> @p3)");
        var state = session.Scalar(
            $"SELECT sync_state FROM {table} WHERE integration_key = @p0 AND {id} = @p1 AND key <> @p2 AND {leaves}",
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

    /// <summary>Whether whoever has this object in Looker wants this address or name, or one that somebody has who wants it, and so on.</summary>
    public static bool IsAwaitedBy(DbSession session, RowKind kind, int integrationKey, string lookerId, string value, long exceptKey)
    {
        var seen = new HashSet<long> { exceptKey };
        var given = new Queue<string>([value]);
        while (seen.Count < LongestChain && given.TryDequeue(out var next))
        {
            foreach (var (key, id, has) in Wanting(session, kind, integrationKey, next, exceptKey))
            {
                if (id == lookerId)
                {
                    return true;
                }

                if (has is not null && seen.Add(key))
                {
                    given.Enqueue(has);
                }
            }
        }

        return false;
    }

    /// <summary>The rows that are to have this address or name, and what they have now.</summary>
    private static List<(long Key, string? LookerId, string? Has)> Wanting(DbSession session, RowKind kind, int integrationKey, string value, long exceptKey) => session.All(
        kind == RowKind.User ? UsersWhoWant : GroupsThatWant,
        row =>
        {
            var known = row.IsDBNull(2) ? null : row.GetString(2);
            return (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1), kind == RowKind.User ? LookerUserState.Parse(known).Email : known);
        },
        integrationKey,
        ScimText.Normalise(value),
        exceptKey);

    private static void Hasten(DbSession session, string sql, int integrationKey, string value, DateTimeOffset now) =>
        session.Execute(sql, integrationKey, ScimText.Normalise(value), now.ToUnixTimeMilliseconds());

    private static List<long> Keys(DbSession session, string sql, int integrationKey, string value, long exceptKey) =>
        session.All(sql, row => row.GetInt64(0), integrationKey, ScimText.Normalise(value), exceptKey);
}
