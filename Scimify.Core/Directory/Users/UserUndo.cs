using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Users;

/// <summary>Takes a user's write back that Looker has refused, in a transaction of its own.</summary>
internal sealed class UserUndo(ScimRequest request, TimeProvider clock)
{
    public void Insert(IDirectoryWriter undo, ScimUserRow written)
    {
        if (Current(undo, written) is not { } current)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var memberships = undo.LockMembershipsOfUser(current.Key).Where(m => m.Desired).ToList();
        undo.MoveVersionsOfGroups(current.Key, now);
        var steps = new MembershipSteps(undo, request.Target.Mode, null, now);
        memberships.ForEach(membership => steps.Remove(membership, ready: false));
        if (current.LinkState == LinkState.Adopted || (current.LookerUserId is null && current.CreationMark is null))
        {
            // An account that was there before stays as it is, and nobody's.
            undo.DeleteUser(current.Key);
        }
        else
        {
            current.DeletedAt = now;
            current.Want(DueKind.Removal, null, now);
            undo.UpdateUser(current, null, null);
        }

        undo.Count(written.IntegrationKey, users: -1, active: -UserCounts.Of(written), memberships: -memberships.Count);
    }

    public void Revival(IDirectoryWriter undo, ScimUserRow written, ScimUserRow tombstone, HeldChange? held)
    {
        if (Current(undo, written) is { } current)
        {
            var now = clock.GetUtcNow();
            var memberships = undo.LockMembershipsOfUser(current.Key).Where(m => m.Desired).ToList();
            undo.MoveVersionsOfGroups(current.Key, now);
            var steps = new MembershipSteps(undo, request.Target.Mode, null, now);
            memberships.ForEach(membership => steps.Remove(membership, ready: false));
            var row = UserColumns.WithDesiredStateOf(current, tombstone);
            if (held is null)
            {
                row.Want(DueKind.Removal, null, now);
            }
            else
            {
                HoldAgain(undo, row, held);
            }

            undo.UpdateUser(row, null, null);
            undo.Count(written.IntegrationKey, users: -1, active: -UserCounts.Of(written), memberships: -memberships.Count);
        }
    }

    private static void HoldAgain(IDirectoryWriter undo, ScimUserRow row, HeldChange held)
    {
        if (undo.Held.OfUser(row.Key) is { } newer)
        {
            undo.Held.Drop(newer.Key);
        }

        row.Apply(Transition.Held(held.RequestId), row.UpdatedAt);
        held.Key = 0;
        undo.Held.Hold(held);
    }

    public void Change(IDirectoryWriter undo, ScimUserRow written, ScimUserRow before, byte[] json, HeldChange? held)
    {
        if (Current(undo, written) is { } current)
        {
            Restore(undo, current, before, json, held);
            if (written.Display != before.Display)
            {
                undo.MoveVersionsOfGroups(current.Key, clock.GetUtcNow());
            }
        }
    }

    public void Delete(
        IDirectoryWriter undo, ScimUserRow written, ScimUserRow before, byte[] json, IReadOnlyList<MembershipRow> memberships, HeldChange? held)
    {
        if (Current(undo, written) is not { } current)
        {
            return;
        }

        Restore(undo, current, before, json, held);
        var now = clock.GetUtcNow();
        var restored = new MembershipSteps(undo, request.Target.Mode, null, now).Restore(memberships);
        undo.MoveVersionsOfGroups(current.Key, now);
        undo.Count(written.IntegrationKey, users: 1, memberships: restored);
    }

    private void Restore(IDirectoryWriter undo, ScimUserRow current, ScimUserRow before, byte[] json, HeldChange? held)
    {
        var row = UserColumns.WithDesiredStateOf(current, before);
        row.Version = current.Version + 1;
        row.UpdatedAt = clock.GetUtcNow();
        if (held is not null)
        {
            HoldAgain(undo, row, held);
        }
        else
        {
            row.Want(row.Active && row.DeletedAt is null ? DueKind.Change : DueKind.Removal, OvertakenRequests.WaitingIn(before), row.UpdatedAt);
        }

        var resource = ScimJson.ParseObject(json);
        row.LookerAttributes = undo.Mappings(row.IntegrationKey).DesiredOf(resource);
        undo.UpdateUser(row, json, UserColumns.Emails(resource));
        UserCounts.Move(undo, current, row);
        if (UserCounts.Of(row) > 0)
        {
            undo.Held.ForgetRemovals(row.IntegrationKey, 0, [row.Key]);
        }
    }

    /// <summary>
    /// Null when someone has written since, be it what does not concern Looker: then nothing is taken back, since that was
    /// acknowledged.
    /// </summary>
    private static ScimUserRow? Current(IDirectoryWriter undo, ScimUserRow written) =>
        undo.LockUserRow(written.Key) is { } current && current.DesiredGeneration == written.DesiredGeneration && current.Version == written.Version
            ? current
            : null;
}
