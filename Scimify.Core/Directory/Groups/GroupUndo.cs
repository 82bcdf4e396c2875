using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Groups;

/// <summary>Undoes a group's write that Looker has refused, in a transaction of its own.</summary>
internal sealed class GroupUndo(ScimRequest request, TimeProvider clock)
{
    public string? Create(IDirectoryWriter undo, ScimGroupRow written, ScimGroupRow? tombstone)
    {
        if (Current(undo, written) is not { } current)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var steps = new MembershipSteps(undo, request.Target.Mode, null, now);
        var members = undo.LockMembershipsOfGroup(current.Key).Where(m => m.Desired).ToList();
        undo.Count(written.IntegrationKey, groups: -1, memberships: -members.Count);
        if (tombstone is { IsHeld: true })
        {
            members.ForEach(member => steps.Hold(member));
            current.DeletedAt = now;
            GroupHolds.HoldDeletion(undo, new DeletionGuard(undo, request, now), current, request.Id, now);
            return null;
        }

        members.ForEach(member => steps.Remove(member, ready: current.LinkState == LinkState.Adopted));
        if (tombstone is null && current.LookerGroupId is null && !current.CreationAttempted)
        {
            undo.DeleteGroup(current.Key);
            return null;
        }

        current.DeletedAt = now;
        current.Want(DueKind.Removal, null, now);
        undo.UpdateGroup(current, null);
        return null;
    }

    /// <summary>Members who were taken out stay out, unless that is what was refused.</summary>
    /// <param name="json">The attributes as the write left them; null if it did not change them.</param>
    public string? Change(IDirectoryWriter undo, RefusedPart refused, ScimGroupRow written, byte[]? json, StoredGroup before, MemberChanges changes)
    {
        var isTaken = json is not null && Attributes(undo, new(written, json), before);
        var (balance, stayOut) = changes.TakeBack(undo, clock.GetUtcNow(), refused.Row);
        Finish(undo, written, balance);
        var members = stayOut switch
        {
            0 => null,
            1 => "The removal of one member stands.",
            _ => $"The removal of {stayOut} members stands.",
        };
        return isTaken ? $"{members} Another group has the name \"{before.Row.DisplayName}\" by now, so it does not come back.".TrimStart() : members;
    }

    /// <summary>The group was not deleted: all its members are in it as before.</summary>
    public string? Delete(IDirectoryWriter undo, ScimGroupRow written, ScimGroupRow before, byte[] json, MemberChanges changes)
    {
        if (Current(undo, written) is { } current)
        {
            current.Version++;
            current.UpdatedAt = clock.GetUtcNow();
            current.DeletedAt = null;
            var waiting = OvertakenRequests.WaitingIn(before);
            OvertakenRequests.WaitAgain(undo, request.Id, waiting);
            current.Want(DueKind.Change, waiting, current.UpdatedAt);
            undo.UpdateGroup(current, json);
            undo.LeaveRoles(current.Key, null, current.UpdatedAt, request.Target.Mode);
            undo.Count(current.IntegrationKey, groups: 1);
        }

        Finish(undo, written, changes.PutAllBack(undo, clock.GetUtcNow()));
        return null;
    }

    private void Finish(IDirectoryWriter undo, ScimGroupRow written, int balance)
    {
        undo.Count(written.IntegrationKey, memberships: balance);
        undo.MoveMembersVersion(written.Key, clock.GetUtcNow());
    }

    /// <returns>True if the old name cannot come back, because another group has it by now.</returns>
    private bool Attributes(IDirectoryWriter undo, StoredGroup written, StoredGroup before)
    {
        var undone = new UndoneWrites<GroupBefore>(undo.Undone, new(RowKind.Group, written.Row.Key), clock.GetUtcNow());
        var (found, original) = undone.Refused(
            written.Row.DesiredGeneration, Facets.Names, written.Json, new(before.Row.DesiredGeneration, OvertakenRequests.WaitingIn(before.Row), before.Row.DisplayNameNorm, before.Json),
            (_, name) => IsName(name));
        if (undo.LockGroup(written.Row.IntegrationKey, written.Row.Id) is not { } stored)
        {
            return false;
        }

        var resource = ScimJson.ParseObject(stored.Json);
        var isUntouched = undone.IsUntouched(written.Row.DesiredGeneration, written.Row.Version, stored.Row.Version);
        var back = Reversal.Of(
            resource, ScimJson.ParseObject(written.Json), original, name => isUntouched || IsName(name));
        var isTaken = stored.Row.DisplayNameNorm != found.DisplayNameNorm && undo.Held.IsGroupNameTaken(stored.Row.IntegrationKey, found.DisplayNameNorm);
        if (isTaken)
        {
            back = back.With("displayName", resource["displayName"]!);
        }

        if (back.Equals(resource))
        {
            return isTaken;
        }

        GroupHolds.DropAdoption(undo, stored.Row);
        var row = stored.Row.Copy();
        row.Version++;
        row.UpdatedAt = clock.GetUtcNow();
        GroupWriteSteps.Fill(row, back);
        var waiting = OvertakenRequests.WaitingWithout(row, request.Id, found.Waiting);
        OvertakenRequests.WaitAgain(undo, request.Id, waiting);
        row.Want(DueKind.Change, waiting, row.UpdatedAt);
        undo.UpdateGroup(row, ScimJson.ToUtf8(back));
        if (!isUntouched)
        {
            undone.Restored(stored.Row.DesiredGeneration, row.Version);    // but for what went back, it is as the later write left it
        }

        if (original.Equals(ScimJson.ParseObject(found.Json)))
        {
            undone.Restored(found.Generation, row.Version);
        }

        return isTaken;
    }

    /// <summary>Null if somebody has written since. That write was acknowledged, so nothing is undone.</summary>
    private static ScimGroupRow? Current(IDirectoryWriter undo, ScimGroupRow written) =>
        undo.LockGroupRow(written.Key) is { } current && current.DesiredGeneration == written.DesiredGeneration && current.Version == written.Version
            ? current
            : null;

    private static bool IsName(string attribute) => attribute.Equals("displayName", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a write of a group found.</summary>
/// <param name="Waiting">The request that waited for Looker; null for none.</param>
internal sealed record GroupBefore(long Generation, Guid? Waiting, string DisplayNameNorm, byte[] Json) : IFoundState;
