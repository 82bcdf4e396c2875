using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Users;

/// <summary>Undoes a user's write that Looker has refused, in a transaction of its own.</summary>
internal sealed class UserUndo(ScimRequest request, TimeProvider clock)
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

    public string? Change(IDirectoryWriter undo, RefusedPart refused, StoredUser written, StoredUser before, HeldChange? held)
    {
        var undone = new UndoneWrites<UserBefore>(undo.Undone, new(RowKind.User, written.Row.Key), clock.GetUtcNow());
        var (found, original) = undone.Refused(
            written.Row.DesiredGeneration, refused.Facets, written.Json, new(before.Row.DesiredGeneration, OvertakenRequests.WaitingIn(before.Row), before.Row, before.Json, held),
            UserParts.Concerns);
        if (undo.LockUser(written.Row.IntegrationKey, written.Row.Id) is not { } stored)
        {
            return null;
        }

        var current = stored.Row;
        var (resource, target) = (ScimJson.ParseObject(stored.Json), ScimJson.ParseObject(found.Json));

        // If somebody has written since, what Looker did not refuse may have been asked for again: it stays.
        var isUntouched = undone.IsUntouched(written.Row.DesiredGeneration, written.Row.Version, current.Version);
        var back = Reversal.Of(resource, ScimJson.ParseObject(written.Json), original, name => isUntouched || UserParts.Concerns(refused.Facets, name));
        var isTaken = current.UserNameNorm != found.Row.UserNameNorm && undo.Held.IsUserNameTaken(current.IntegrationKey, found.Row.UserNameNorm);
        if (isTaken)
        {
            back = back.With("userName", resource["userName"]!);
        }

        var isWhole = back.Equals(target);
        var isRemoval = found.Row.Active && !current.Active;
        var staysHeld = isRemoval && current.IsHeld;
        var staysOut = staysHeld || (isRemoval && refused.LeavesNoAccess);
        if (staysOut)
        {
            back = back.With("active", ScimBoolean.False);
        }

        if (!back.Equals(resource))
        {
            var row = isWhole ? UserColumns.WithDesiredStateOf(current, found.Row) : Filled(undo, current, found.Row, back, stored.Json);
            row.Active &= !staysOut;
            Restore(undo, current, row, OvertakenRequests.WaitingWithout(current, request.Id, found.Waiting), back, isWhole ? found.Held : null);
            if (!isUntouched)
            {
                undone.Restored(current.DesiredGeneration, row.Version);    // but for what went back, it is as the later write left it
            }

            if (original.Equals(target))
            {
                undone.Restored(found.Generation, row.Version);
            }
        }

        return staysHeld ? "The removal of access stands, and waits for a person."
            : staysOut ? "Access was taken away all the same: the account is disabled, and the user is inactive."
            : isTaken ? $"Another user has the userName {found.Row.UserName} by now, so it does not come back."
            : null;
    }

    private ScimUserRow Filled(IDirectoryWriter undo, ScimUserRow current, ScimUserRow before, ScimObject resource, byte[] json)
    {
        var row = current.Copy();
        UserColumns.Fill(row, resource, request.Target, undo.Mappings(row.IntegrationKey), json);
        UserColumns.KeepAddressOfLeaver(before, row);
        return row;
    }

    public string? Delete(
        IDirectoryWriter undo, ScimUserRow written, ScimUserRow before, byte[] json, IReadOnlyList<MembershipRow> memberships, HeldChange? held)
    {
        if (Current(undo, written) is not { } current)
        {
            return null;
        }

        Restore(undo, current, UserColumns.WithDesiredStateOf(current, before), OvertakenRequests.WaitingIn(before), ScimJson.ParseObject(json), held);
        var now = clock.GetUtcNow();
        var restored = memberships.Sum(m => new MembershipSteps(undo, request.Target.Mode, OvertakenRequests.WaitingIn(m), now).Restore([m]));
        OvertakenRequests.WaitAgain(undo, request.Id, memberships.Select(OvertakenRequests.WaitingIn));
        undo.MoveVersionsOfGroups(current.Key, now);
        undo.Count(written.IntegrationKey, users: 1, memberships: restored);
        return null;
    }

    /// <param name="current">As it is stored.</param>
    /// <param name="row">With what is desired again.</param>
    /// <param name="waiting">The request that waited for Looker before; null for none.</param>
    /// <param name="held">What waits for a person again; null for nothing.</param>
    private void Restore(IDirectoryWriter undo, ScimUserRow current, ScimUserRow row, Guid? waiting, ScimObject resource, HeldChange? held)
    {
        row.Version = current.Version + 1;
        row.UpdatedAt = clock.GetUtcNow();
        OvertakenRequests.WaitAgain(undo, request.Id, waiting);
        if (held is not null)
        {
            HoldAgain(undo, row, held);
        }

        if (!row.IsHeld)
        {
            row.Want(row.Active && row.DeletedAt is null ? DueKind.Change : DueKind.Removal, waiting, row.UpdatedAt);
        }
        else if (row.LookerUserId is not null)
        {
            // Only the access is held: the other parts go back.
            row.Apply(Transition.WantedBeside(row.RequestId), row.UpdatedAt);
        }

        // Access may have been refused only together with what does not come back.
        UserParts.TryAgain(row, Facets.Access);
        row.LookerAttributes = undo.Mappings(row.IntegrationKey).DesiredOf(resource);
        undo.UpdateUser(row, ScimJson.ToUtf8(resource), UserColumns.Emails(resource));
        if (row.Display != current.Display)
        {
            undo.MoveVersionsOfGroups(row.Key, row.UpdatedAt);
        }

        UserCounts.Move(undo, current, row);
        if (UserCounts.Of(row) > 0)
        {
            undo.Held.ForgetRemovals(row.IntegrationKey, 0, [row.Key]);
        }
    }

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
/// <param name="Waiting">The request that waited for Looker; null for none.</param>
/// <param name="Row">What was desired. If this is remembered, the state of the row is not.</param>
/// <param name="Held">What was waiting for a person; null for nothing.</param>
internal sealed record UserBefore(long Generation, Guid? Waiting, ScimUserRow Row, byte[] Json, HeldChange? Held) : IFoundState;
