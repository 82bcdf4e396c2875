using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Users;

/// <summary>Undoes a user's write that Looker has refused, in a transaction of its own.</summary>
internal sealed class UserUndo(ScimRequest request, TimeProvider clock, UndoneWrites<UserBefore> undone)
{
    public string? Insert(IDirectoryWriter undo, ScimUserRow written)
    {
        if (Current(undo, written) is not { } current)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var memberships = undo.LockMembershipsOfUser(current.Key).Where(m => m.Desired).ToList();
        undo.MoveVersionsOfGroups(current.Key, now);
        var steps = new MembershipSteps(undo, request.Target.Mode, null, now);
        memberships.ForEach(membership => steps.Remove(membership, ready: false));
        if (current.LinkState == LinkState.Adopted || (current.LookerUserId is null && current.CreationMark is null))
        {
            // An account that was there before stays unchanged, and belongs to nobody.
            undo.DeleteUser(current.Key);
        }
        else
        {
            current.DeletedAt = now;
            current.Want(DueKind.Removal, null, now);
            undo.UpdateUser(current, null, null);
        }

        undo.Count(written.IntegrationKey, users: -1, active: -UserCounts.Of(written), memberships: -memberships.Count);
        return null;
    }

    public string? Revival(IDirectoryWriter undo, ScimUserRow written, ScimUserRow tombstone, HeldChange? held)
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

        return null;
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

    public string? Change(IDirectoryWriter undo, RefusedPart refused, ScimUserRow written, ScimUserRow before, byte[] json, HeldChange? held)
    {
        var found = new UserBefore(before, json, held);
        if (undo.LockUserRow(written.Key) is not { } current || !undone.IsCurrent(written.Key, Mark(written), Mark(current)))
        {
            undone.Overtaken(written.Key, written.DesiredGeneration, found);
            return null;
        }

        (before, json, held) = undone.Earliest(written.Key, found, b => b.Row.DesiredGeneration);
        var staysOut = refused.LeavesNoAccess && before.Active && !written.Active && !written.IsHeld;
        var restored = Restore(undo, current, before, json, held, staysOut);
        undone.Restored(written.Key, before.DesiredGeneration, Mark(restored));
        if (written.Display != before.Display)
        {
            undo.MoveVersionsOfGroups(current.Key, clock.GetUtcNow());
        }

        return staysOut ? "Access was taken away all the same: the account is disabled, and the user is inactive." : null;
    }

    public string? Delete(
        IDirectoryWriter undo, ScimUserRow written, ScimUserRow before, byte[] json, IReadOnlyList<MembershipRow> memberships, HeldChange? held)
    {
        if (Current(undo, written) is not { } current)
        {
            return null;
        }

        Restore(undo, current, before, json, held, staysOut: false);
        var now = clock.GetUtcNow();
        var restored = new MembershipSteps(undo, request.Target.Mode, null, now).Restore(memberships);
        undo.MoveVersionsOfGroups(current.Key, now);
        undo.Count(written.IntegrationKey, users: 1, memberships: restored);
        return null;
    }

    private ScimUserRow Restore(IDirectoryWriter undo, ScimUserRow current, ScimUserRow before, byte[] json, HeldChange? held, bool staysOut)
    {
        var row = UserColumns.WithDesiredStateOf(current, before);
        row.Active &= !staysOut;
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

        var stored = ScimJson.ParseObject(json);
        var resource = staysOut ? stored.With("active", ScimBoolean.False) : stored;
        row.LookerAttributes = undo.Mappings(row.IntegrationKey).DesiredOf(resource);
        undo.UpdateUser(row, staysOut ? ScimJson.ToUtf8(resource) : json, UserColumns.Emails(resource));
        UserCounts.Move(undo, current, row);
        if (UserCounts.Of(row) > 0)
        {
            undo.Held.ForgetRemovals(row.IntegrationKey, 0, [row.Key]);
        }

        return row;
    }

    private static (long Generation, long Version) Mark(ScimUserRow row) => (row.DesiredGeneration, row.Version);

    /// <summary>
    /// Null if somebody has written since, even something that does not concern Looker. That write was acknowledged, so nothing is
    /// undone.
    /// </summary>
    private static ScimUserRow? Current(IDirectoryWriter undo, ScimUserRow written) =>
        undo.LockUserRow(written.Key) is { } current && current.DesiredGeneration == written.DesiredGeneration && current.Version == written.Version
            ? current
            : null;
}

/// <summary>What a write of a user found.</summary>
/// <param name="Held">What waited for a person then; null: nothing.</param>
internal sealed record UserBefore(ScimUserRow Row, byte[] Json, HeldChange? Held);
