using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Memberships;

/// <summary>
/// How the desired state of memberships moves within one transaction. A row without desire and without trace in Looker
/// is deleted.
/// </summary>
/// <param name="writer">The transaction.</param>
/// <param name="mode">In plan mode what waits is called planned.</param>
/// <param name="requestId">The SCIM write behind it; null for what Scimify takes back itself.</param>
/// <param name="now">The write's time.</param>
/// <param name="overtaken">Takes note of what waited in the rows; null for what Scimify takes back itself.</param>
internal sealed class MembershipSteps(IDirectoryWriter writer, IntegrationMode mode, Guid? requestId, DateTimeOffset now, OvertakenRequests? overtaken = null)
{
    /// <param name="group">The group, already linked or not.</param>
    /// <param name="target">The new member.</param>
    /// <param name="existing">The row as it stands; null when there is none.</param>
    /// <returns>The row as written; null when there was nothing to write.</returns>
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

    /// <summary>Takes a desired member out.</summary>
    /// <param name="row">The membership as it stands.</param>
    /// <param name="ready">False: something else has to be done in Looker first, and releases it then.</param>
    /// <returns>The row as written; null where there was nothing of it in Looker and the row is gone.</returns>
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

    /// <summary>Takes a member out of the SCIM group alone: Looker keeps it until a person has said otherwise.</summary>
    public MembershipRow Hold(MembershipRow row)
    {
        overtaken?.Note(row);
        var held = row.Copy();
        held.Desired = false;
        held.Apply(Transition.Held(requestId), now);
        writer.UpdateMembership(held);
        return held;
    }

    /// <summary>Makes members desired again whom a write had taken out; those whose user or group is gone stay out.</summary>
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

    /// <summary>True when the account is complete enough to be put into groups.</summary>
    public static bool IsLinked(ScimUserRow user) =>
        user.LookerUserId is not null && user.LinkState is LinkState.Created or LinkState.Adopted;

    private void MakeDue(MembershipRow row, DueKind kind, bool ready) => row.Want(ready ? kind : DueKind.None, requestId, now, mode);
}
