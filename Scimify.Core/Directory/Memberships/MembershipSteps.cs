using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Memberships;

/// <summary>
/// Changes the desired state of memberships within one transaction. A row that is neither desired nor known to Looker is
/// deleted.
/// </summary>
/// <param name="writer">The transaction.</param>
/// <param name="mode">In plan mode, what waits is called planned.</param>
/// <param name="requestId">The SCIM write behind it; null for what Scimify itself undoes.</param>
/// <param name="now">The time of the write.</param>
/// <param name="overtaken">Notes what waited in the rows; null for what Scimify itself undoes.</param>
internal sealed class MembershipSteps(IDirectoryWriter writer, IntegrationMode mode, Guid? requestId, DateTimeOffset now, OvertakenRequests? overtaken = null)
{
    /// <param name="group">The group, linked or not.</param>
    /// <param name="target">The new member.</param>
    /// <param name="existing">The present row; null if there is none.</param>
    /// <returns>The row as written; null if there was nothing to write.</returns>
    public MembershipRow? Add(ScimGroupRow group, MemberTarget target, MembershipRow? existing)
    {
        if (existing is { Desired: true, SyncState: not SyncState.Failed })
        {
            return null;
        }

        if (existing is not null)
        {
            overtaken?.Note(existing);
        }

        var row = existing?.Copy() ?? new MembershipRow
        {
            GroupKey = group.Key,
            UserKey = target.UserKey,
            OrganizationKey = group.OrganizationKey,
            IntegrationKey = group.IntegrationKey,
        };
        if (existing is null)
        {
            row.Apply(Transition.Begun(now.ToUnixTimeMilliseconds()), now);
        }

        row.Desired = true;
        if (row.IsHeld && writer.Held.OfMembership(row.GroupKey, row.UserKey) is { } held)
        {
            writer.Held.Drop(held.Key);
        }

        MakeDue(row, DueKind.Change, ready: group.LookerGroupId is not null && target.IsLinked);
        if (existing is null)
        {
            writer.InsertMembership(row);
        }
        else
        {
            writer.UpdateMembership(row);
        }

        return row;
    }

    /// <summary>Removes a desired member.</summary>
    /// <param name="row">The present membership.</param>
    /// <param name="ready">False if something else has to happen in Looker first, which then releases the row.</param>
    /// <returns>The row as written; null if Looker had nothing of it and the row is deleted.</returns>
    public MembershipRow? Remove(MembershipRow row, bool ready)
    {
        overtaken?.Note(row);
        if (row.Applied == AppliedMembership.Absent && !row.IsUncertain)
        {
            writer.DeleteMembership(row.GroupKey, row.UserKey);
            return null;
        }

        var removed = row.Copy();
        removed.Desired = false;
        MakeDue(removed, DueKind.Removal, ready);
        writer.UpdateMembership(removed);
        return removed;
    }

    /// <summary>Removes a member only from the SCIM group. Looker keeps it until a person decides.</summary>
    public MembershipRow Hold(MembershipRow row)
    {
        overtaken?.Note(row);
        var held = row.Copy();
        held.Desired = false;
        held.Apply(Transition.Held(requestId), now);
        writer.UpdateMembership(held);
        return held;
    }

    /// <summary>Makes members desired again that a write had removed. Members whose user or group is gone stay out.</summary>
    /// <returns>How many came back.</returns>
    public int Restore(IEnumerable<MembershipRow> before)
    {
        var restored = 0;
        foreach (var inGroup in before.GroupBy(m => m.GroupKey))
        {
            if (writer.LockGroupRow(inGroup.Key) is not { DeletedAt: null } group)
            {
                continue;
            }

            var current = writer.LockMemberships(group.Key, [.. inGroup.Select(m => m.UserKey)]).ToDictionary(m => m.UserKey);
            foreach (var membership in inGroup)
            {
                if (writer.LockUserRow(membership.UserKey) is { DeletedAt: null } user
                    && Add(group, new(user.Key, user.Id, IsLinked(user)), current.GetValueOrDefault(user.Key)) is not null)
                {
                    restored++;
                }
            }
        }

        return restored;
    }

    /// <summary>Whether the account is complete enough to be added to groups.</summary>
    public static bool IsLinked(ScimUserRow user) =>
        user.LookerUserId is not null && user.LinkState is LinkState.Created or LinkState.Adopted;

    private void MakeDue(MembershipRow row, DueKind kind, bool ready) => row.Want(ready ? kind : DueKind.None, requestId, now, mode);
}
