using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Groups;

/// <summary>The statements of a group's write, inside its transaction.</summary>
internal sealed class GroupWriteSteps(IDirectoryWriter writer, ScimRequest request, TimeProvider clock)
{
    private readonly DateTimeOffset _now = clock.GetUtcNow();
    private readonly DeletionGuard _guard = new(writer, request, clock.GetUtcNow());
    private readonly OvertakenRequests _overtaken = new(request.Id, clock.GetUtcNow());

    public GroupWrite Create(ScimObject attributes, IReadOnlyList<Guid> members, Guid? id)
    {
        var row = new ScimGroupRow
        {
            Id = id ?? Guid.CreateVersion7(_now),
            DisplayName = "",
            DisplayNameNorm = "",
            Version = 1,
            CreatedAt = _now,
            UpdatedAt = _now,
        };
        Fill(row, attributes);
        var json = ScimJson.ToUtf8(StoredJson.WithId(attributes, row.Id));
        var tombstone = writer.LockGroupTombstone(request.Target.IntegrationKey, row.DisplayNameNorm);
        if (tombstone is null)
        {
            MarkDesired(row);
            writer.InsertGroup(new(row, json));
        }
        else
        {
            _overtaken.Note(tombstone);
            row = Revived(tombstone, row);
            writer.UpdateGroup(row, json);
        }

        var changes = NewMembers();
        changes.Add(row, members);
        if (tombstone is { IsHeld: true })
        {
            changes.LeaveOut(row);
        }

        writer.Count(request.Target.IntegrationKey, groups: 1, memberships: changes.Balance);
        Log(ProvisioningAction.Create, row, 201, Overall(row, changes));
        return new(new(row, json), true, Receipt(row, changes, undo => UndoCreate(undo, row, tombstone)));
    }

    public GroupWrite Change(StoredGroup current, Func<ScimObject, ScimObject> change, IReadOnlyList<MemberOperation> members)
    {
        var before = current.Row;
        var resource = ScimJson.ParseObject(current.Json);
        var after = StoredJson.WithId(change(resource), before.Id);
        var json = after.Equals(resource) ? null : ScimJson.ToUtf8(after);

        var changes = NewMembers();
        foreach (var operation in members)
        {
            changes.Apply(before, operation);
        }

        var row = before.Copy();
        Fill(row, after);
        var renamed = row.DisplayName != before.DisplayName;
        var changed = json is not null || changes.Count > 0;
        if (changed)
        {
            row.Version++;
            row.UpdatedAt = _now;
        }

        if (renamed || before.SyncState == SyncState.Failed)
        {
            DropAdoption(writer, before);
            MarkDesired(row);
        }

        if (_overtaken.Turn(before, row) || changed || before.SyncState == SyncState.Failed)
        {
            writer.UpdateGroup(row, json);
        }

        if (changes.Balance != 0)
        {
            writer.Count(request.Target.IntegrationKey, memberships: changes.Balance);
        }

        Log(ActionOf(json is not null, changes), row, 200, Overall(row, changes));
        return new(new(row, json ?? current.Json), changed, Receipt(row, changes, undo => UndoChange(undo, row, before, json is null ? null : current.Json, changes)));
    }

    /// <summary>
    /// A group that we made is deleted in Looker as a whole; an adopted one stays there, without the members we manage.
    /// </summary>
    public GroupWrite Delete(StoredGroup current)
    {
        var before = current.Row;
        var row = before.Copy();
        row.DeletedAt = _now;
        row.UpdatedAt = _now;
        row.Version++;
        var whole = row.LookerGroupId is null || row.LinkState == LinkState.Created;
        var changes = NewMembers();
        var touchesLooker = row.LookerGroupId is not null || row.CreationAttempted || row.IsUncertain;
        if (touchesLooker && !LetsGo(before))
        {
            return HoldDeletion(row, changes);
        }

        DropAdoption(writer, before);
        _overtaken.Note(before);
        changes.Clear(row, ready: !whole && row.LookerGroupId is not null);
        var roles = whole ? [] : writer.LeaveRoles(row.Key, request.Id, _now, request.Target.Mode);
        writer.Count(request.Target.IntegrationKey, groups: -1, memberships: changes.Balance);
        if (!touchesLooker || (!whole && roles.Count == 0 && !changes.NeedsLooker && !row.IsUncertain))
        {
            writer.DeleteGroup(row.Key);
            row.Apply(Transition.Settled, _now);
            touchesLooker = false;
        }
        else
        {
            MarkDesired(row, DueKind.Removal);
            writer.UpdateGroup(row, null);
        }

        Log(ProvisioningAction.Delete, row, 204, touchesLooker ? row.SyncState : SyncState.Applied);
        return new(null, true, Receipt(row, changes, touchesLooker ? undo => UndoChange(undo, row, before, current.Json, changes) : null, roles));
    }

    /// <summary>A group's deletion counts as the removal of its members, held ones too: all of them, or it waits as a whole.</summary>
    private bool LetsGo(ScimGroupRow group)
    {
        var members = writer.LockMembershipsOfGroup(group.Key).Where(m => m.Desired || m.IsHeld).Select(m => m.UserKey).ToList();
        if (_guard.Allowance(group, members.Count) < members.Count)
        {
            return false;
        }

        _guard.Removed(group, members);
        return true;
    }

    /// <summary>What waits for a person is another one, or nothing any more.</summary>
    private static void DropAdoption(IDirectoryWriter to, ScimGroupRow row)
    {
        if (row.IsHeld && to.Held.OfGroup(row.Key) is { Action: HeldAction.Adopt } held)
        {
            to.Held.Drop(held.Key);
        }
    }

    private GroupWrite HoldDeletion(ScimGroupRow row, MemberChanges changes)
    {
        DropAdoption(writer, row);
        _overtaken.Note(row);
        changes.HoldAll(row);
        writer.Count(request.Target.IntegrationKey, groups: -1, memberships: changes.Balance);
        Hold(writer, row);
        Log(ProvisioningAction.Delete, row, 204, SyncState.Held);
        return new(null, true, Receipt(row, changes, undo: null));
    }

    private void Hold(IDirectoryWriter to, ScimGroupRow row)
    {
        row.Apply(Transition.Held(request.Id), _now);
        to.UpdateGroup(row, null);
        var held = _guard.Change(HeldAction.Delete, row.Id, row.DisplayName, _guard.MembersReason);
        held.GroupKey = row.Key;
        to.Held.Hold(held);
    }

    private MemberChanges NewMembers() => new(writer, request, _guard, _overtaken, _now);

    private void Fill(ScimGroupRow row, ScimObject group)
    {
        row.OrganizationKey = request.Target.OrganizationKey;
        row.IntegrationKey = request.Target.IntegrationKey;
        row.DisplayName = group.GetString("displayName")!;
        row.DisplayNameNorm = IndexedText.Normalise("displayName", row.DisplayName);
        row.ExternalId = group.GetString("externalId") is { } externalId ? IndexedText.Require("externalId", externalId) : null;
    }

    /// <summary>A group that was still to be removed from Looker is wanted again.</summary>
    private ScimGroupRow Revived(ScimGroupRow tombstone, ScimGroupRow wanted)
    {
        var row = tombstone.Copy();
        row.Id = wanted.Id;
        row.DisplayName = wanted.DisplayName;
        row.DisplayNameNorm = wanted.DisplayNameNorm;
        row.ExternalId = wanted.ExternalId;
        row.Version = 1;
        row.CreatedAt = _now;
        row.UpdatedAt = _now;
        row.DeletedAt = null;
        if (tombstone.IsHeld && writer.Held.OfGroup(tombstone.Key) is { } held)
        {
            writer.Held.Drop(held.Key);
        }
        else
        {
            writer.ForgetRoles(row.Key, _now, request.Target.Mode);
        }

        MarkDesired(row);
        return row;
    }

    private void MarkDesired(ScimGroupRow row, DueKind kind = DueKind.Change) => row.Want(kind, request.Id, _now, request.Target.Mode);

    private void UndoCreate(IDirectoryWriter undo, ScimGroupRow written, ScimGroupRow? tombstone)
    {
        if (Current(undo, written) is not { } current)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var steps = new MembershipSteps(undo, request.Target.Mode, null, now);
        var members = undo.LockMembershipsOfGroup(current.Key).Where(m => m.Desired).ToList();
        undo.Count(written.IntegrationKey, groups: -1, memberships: -members.Count);
        if (tombstone is { IsHeld: true })
        {
            members.ForEach(member => steps.Hold(member));
            current.DeletedAt = now;
            Hold(undo, current);
            return;
        }

        members.ForEach(member => steps.Remove(member, ready: current.LinkState == LinkState.Adopted));
        if (tombstone is null && current.LookerGroupId is null && !current.CreationAttempted)
        {
            undo.DeleteGroup(current.Key);
            return;
        }

        current.DeletedAt = now;
        current.Want(DueKind.Removal, null, now);
        undo.UpdateGroup(current, null);
    }

    private void UndoChange(IDirectoryWriter undo, ScimGroupRow written, ScimGroupRow before, byte[]? json, MemberChanges changes)
    {
        var now = clock.GetUtcNow();
        if (Current(undo, written) is { } current)
        {
            var row = current.Copy();
            row.Version = current.Version + 1;
            row.UpdatedAt = now;
            if (json is not null)
            {
                row.DisplayName = before.DisplayName;
                row.DisplayNameNorm = before.DisplayNameNorm;
                row.ExternalId = before.ExternalId;
                row.DeletedAt = before.DeletedAt;
                DropAdoption(undo, current);
                row.Want(DueKind.Change, OvertakenRequests.WaitingIn(before), now);
            }

            undo.UpdateGroup(row, json);
            if (current.DeletedAt is not null)
            {
                undo.LeaveRoles(row.Key, null, now, request.Target.Mode);
                undo.Count(written.IntegrationKey, groups: 1);
            }
        }

        undo.Count(written.IntegrationKey, memberships: changes.TakeBack(undo, now));
        undo.MoveMembersVersion(written.Key, now);
    }

    /// <summary>Null when someone has written since: then the group is not taken back, since that was acknowledged.</summary>
    private static ScimGroupRow? Current(IDirectoryWriter undo, ScimGroupRow written) =>
        undo.LockGroupRow(written.Key) is { } current && current.DesiredGeneration == written.DesiredGeneration && current.Version == written.Version
            ? current
            : null;

    private SyncReceipt Receipt(
        ScimGroupRow row, MemberChanges changes, Action<IDirectoryWriter>? undo, IReadOnlyList<(RowId Row, long Generation)>? roles = null)
    {
        var awaited = new List<(RowId, long)>(roles ?? []);
        if (row.Due != DueKind.None && row.SyncState != SyncState.Applied)
        {
            awaited.Add((new RowId(RowKind.Group, row.Key), row.DesiredGeneration));
        }

        var groupIsComing = row.LookerGroupId is null && row.DeletedAt is null && !row.IsHeld;
        var blocked = false;
        var rows = changes.Written.Select(m => (m.Row, m.Linked, WaitsForOther: m.Row.Desired)).Concat(changes.Joined.Select(m => (m.Row, m.Linked, WaitsForOther: true)));
        foreach (var (membership, linked, waitsForOther) in rows)
        {
            if (membership.Due != DueKind.None || (groupIsComing && linked && !membership.IsHeld))
            {
                awaited.Add((new RowId(RowKind.Membership, membership.GroupKey, membership.UserKey), membership.DesiredGeneration));
            }
            else
            {
                blocked |= waitsForOther;
            }
        }

        return new(request.Id, request.Target, Overall(row, changes), awaited, blocked, undo);
    }

    private static SyncState Overall(ScimGroupRow row, MemberChanges changes) =>
        changes.IsHeld ? SyncState.Held
        : row.SyncState is SyncState.Applied or SyncState.Held && row.DeletedAt is null
            && changes.Written.Concat(changes.Joined).Select(m => (SyncState?)m.Row.SyncState).FirstOrDefault() is { } ofMembers ? ofMembers
        : row.SyncState;

    private static ProvisioningAction ActionOf(bool attributes, MemberChanges changes) => (attributes, changes.Added, changes.Removed) switch
    {
        (true, _, _) => ProvisioningAction.Update,
        (_, 0, 0) => ProvisioningAction.NoChange,
        (_, _, 0) => ProvisioningAction.AddMember,
        (_, 0, _) => ProvisioningAction.RemoveMember,
        _ => ProvisioningAction.UpdateMembers,
    };

    private void Log(ProvisioningAction action, ScimGroupRow row, int status, SyncState sync)
    {
        var entry = request.Entry(action, "Group", status, sync);
        entry.ScimId = row.Id;
        entry.Name = row.DisplayName;
        entry.ExternalId = row.ExternalId;
        writer.Append(entry);
        _overtaken.Settle(writer, sync, _now);
    }
}
