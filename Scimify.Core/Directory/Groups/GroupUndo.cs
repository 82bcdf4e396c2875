using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Groups;

/// <summary>Takes a group's write back that Looker has refused, in a transaction of its own.</summary>
internal sealed class GroupUndo(ScimRequest request, TimeProvider clock, UndoneWrites<GroupBefore> undone)
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
    public string? Change(IDirectoryWriter undo, RefusedPart refused, ScimGroupRow written, ScimGroupRow before, byte[]? json, MemberChanges changes)
    {
        Attributes(undo, written, before, json);
        var (balance, stayOut) = changes.TakeBack(undo, clock.GetUtcNow(), refused.Row);
        Finish(undo, written, balance);
        return stayOut switch
        {
            0 => null,
            1 => "The removal of one member stands.",
            _ => $"The removal of {stayOut} members stands.",
        };
    }

    /// <summary>The group was not deleted, so that all of its members are in it as before.</summary>
    public string? Delete(IDirectoryWriter undo, ScimGroupRow written, ScimGroupRow before, byte[] json, MemberChanges changes)
    {
        Attributes(undo, written, before, json);
        Finish(undo, written, changes.PutAllBack(undo, clock.GetUtcNow()));
        return null;
    }

    private void Finish(IDirectoryWriter undo, ScimGroupRow written, int balance)
    {
        undo.Count(written.IntegrationKey, memberships: balance);
        undo.MoveMembersVersion(written.Key, clock.GetUtcNow());
    }

    private void Attributes(IDirectoryWriter undo, ScimGroupRow written, ScimGroupRow before, byte[]? json)
    {
        var now = clock.GetUtcNow();
        if (undo.LockGroupRow(written.Key) is not { } current || !undone.IsCurrent(written.Key, Mark(written), Mark(current)))
        {
            undone.Overtaken(written.Key, written.DesiredGeneration, new(before, json));
        }
        else
        {
            (before, json) = undone.Earliest(written.Key, new(before, json), b => b.Row.DesiredGeneration);
            var row = current.Copy();
            row.Version = current.Version + 1;
            row.UpdatedAt = now;
            if (json is not null)
            {
                row.DisplayName = before.DisplayName;
                row.DisplayNameNorm = before.DisplayNameNorm;
                row.ExternalId = before.ExternalId;
                row.DeletedAt = before.DeletedAt;
                GroupHolds.DropAdoption(undo, current);
                row.Want(DueKind.Change, OvertakenRequests.WaitingIn(before), now);
            }

            undo.UpdateGroup(row, json);
            undone.Restored(written.Key, before.DesiredGeneration, Mark(row));
            if (current.DeletedAt is not null)
            {
                undo.LeaveRoles(row.Key, null, now, request.Target.Mode);
                undo.Count(written.IntegrationKey, groups: 1);
            }
        }
    }

    /// <summary>Null when someone has written since: then the group is not taken back, since that was acknowledged.</summary>
    private static ScimGroupRow? Current(IDirectoryWriter undo, ScimGroupRow written) =>
        undo.LockGroupRow(written.Key) is { } current && current.DesiredGeneration == written.DesiredGeneration && current.Version == written.Version
            ? current
            : null;

    private static (long Generation, long Version) Mark(ScimGroupRow row) => (row.DesiredGeneration, row.Version);
}

/// <summary>What a write of a group found.</summary>
/// <param name="Json">Null: the write left the attributes as they were.</param>
internal sealed record GroupBefore(ScimGroupRow Row, byte[]? Json);
