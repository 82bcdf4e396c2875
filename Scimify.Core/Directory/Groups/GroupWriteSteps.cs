using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Groups;

/// <summary>The steps of a group's write, inside its transaction.</summary>
internal sealed class GroupWriteSteps(IDirectoryWriter writer, ScimRequest request, TimeProvider clock)
{
    private readonly DateTimeOffset _now = clock.GetUtcNow();
    private readonly DeletionGuard _guard = new(writer, request, clock.GetUtcNow());
    private readonly OvertakenRequests _overtaken = new(request.Id, clock.GetUtcNow());
    private readonly GroupUndo _undo = new(request, clock);

    public GroupWrite Create(ScimObject attributes, IReadOnlyList<MemberReference> members, Guid? id)
    {
        var row = new ScimGroupRow
        {
            Id = id ?? Guid.CreateVersion7(_now),
            DisplayName = "",
            DisplayNameNorm = "",
            OrganizationKey = request.Target.OrganizationKey,
            IntegrationKey = request.Target.IntegrationKey,
            Version = 1,
            CreatedAt = _now,
            UpdatedAt = _now,
        };
        Fill(row, attributes);
        var json = StoredJson.ToUtf8(StoredJson.WithId(attributes, row.Id));
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
        Log(ProvisioningAction.Create, row, 201, Overall(row, row.SyncState, changes), ChangedAttributes.Of(null, row), changes.Targets.Note);
        return new(new(row, json), true, Receipt(row, row.SyncState, changes, (undo, _) => _undo.Create(undo, row, tombstone))) { UnknownMembers = changes.Targets.Unknown };
    }

    /// <param name="current">The group, locked.</param>
    /// <param name="change">Of its attributes.</param>
    /// <param name="asksForAttributes">False: only members are concerned, and what became of the group's name is another request's.</param>
    /// <param name="members">In the order of the request.</param>
    public GroupWrite Change(
        StoredGroup current, Func<ScimObject, ScimObject> change, bool asksForAttributes, IReadOnlyList<MemberOperation> members)
    {
        var before = current.Row;
        var resource = ScimJson.ParseObject(current.Json);
        var after = StoredJson.WithId(change(resource), before.Id);
        var json = after.Equals(resource) ? null : StoredJson.ToUtf8(after);

        var changes = NewMembers();
        foreach (var operation in members)
        {
            changes.Apply(before, operation);
        }

        if (!asksForAttributes && members.All(operation => operation is MemberOperation.Add))
        {
            changes.Targets.RequireAny();
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

        var failedBefore = before.SyncState == SyncState.Failed;
        if (renamed || (asksForAttributes && failedBefore))
        {
            GroupHolds.DropAdoption(writer, before);
            MarkDesired(row);
        }
        else if (failedBefore && row.LookerGroupId is null)
        {
            // Its members need it; the request that asked for it is told of what comes of it.
            row.Apply(Transition.WantedAgain(DueKind.Change), _now);
        }

        if ((asksForAttributes && _overtaken.Turn(before, row)) || changed || failedBefore)
        {
            writer.UpdateGroup(row, json);
        }

        if (changes.Balance != 0)
        {
            writer.Count(request.Target.IntegrationKey, memberships: changes.Balance);
        }

        var own = asksForAttributes ? row.SyncState : SyncState.Applied;
        Log(ActionOf(json is not null, changes), row, 200, Overall(row, own, changes), ChangedAttributes.Of(before, row), changes.Targets.Note);
        return new(
            new(row, json ?? current.Json),
            changed,
            Receipt(row, own, changes, (undo, refused) => _undo.Change(undo, refused, row, json, current, changes))) { UnknownMembers = changes.Targets.Unknown };
    }

    /// <summary>
    /// A group that Scimify created is deleted in Looker. A group that it took over stays there, without the members it manages.
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

        GroupHolds.DropAdoption(writer, before);
        _overtaken.Note(before);
        changes.Clear(row, ready: !whole && row.LookerGroupId is not null);
        var roles = whole ? [] : writer.LeaveRoles(row.Key, request.Id, _now, request.Target.Mode);
        writer.Count(request.Target.IntegrationKey, groups: -1, memberships: changes.Balance);
        if (!touchesLooker || (!whole && roles.Count == 0 && !changes.NeedsLooker && !row.IsUncertain))
        {
            writer.DeleteGroup(row.Key);
            row.Apply(Transition.Moot, _now);
            touchesLooker = false;
        }
        else
        {
            MarkDesired(row, DueKind.Removal);
            writer.UpdateGroup(row, null);
        }

        Log(ProvisioningAction.Delete, row, 204, touchesLooker ? row.SyncState : SyncState.Applied);
        return new(null, true, Receipt(row, row.SyncState, changes, touchesLooker ? (undo, _) => _undo.Delete(undo, row, before, current.Json, changes) : null, roles));
    }

    /// <summary>Deleting a group counts as removing all its members, including held ones. Either all may go, or the deletion waits.</summary>
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

    private GroupWrite HoldDeletion(ScimGroupRow row, MemberChanges changes)
    {
        GroupHolds.DropAdoption(writer, row);
        _overtaken.Note(row);
        changes.HoldAll(row);
        writer.Count(request.Target.IntegrationKey, groups: -1, memberships: changes.Balance);
        GroupHolds.HoldDeletion(writer, _guard, row, request.Id, _now);
        Log(ProvisioningAction.Delete, row, 204, SyncState.Held);
        return new(null, true, Receipt(row, row.SyncState, changes, undo: null));
    }

    private MemberChanges NewMembers() => new(writer, request, _guard, _overtaken, _now);

    public static void Fill(ScimGroupRow row, ScimObject group)
    {
        row.DisplayName = group.GetString("displayName")!;
        row.DisplayNameNorm = IndexedText.Normalise("displayName", row.DisplayName);
        row.ExternalId = group.GetString("externalId") is { } externalId ? IndexedText.Require("externalId", externalId) : null;
    }

    /// <summary>Revives a group that was about to be removed from Looker.</summary>
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

    private SyncReceipt Receipt(
        ScimGroupRow row, SyncState own, MemberChanges changes, Undo? undo, IReadOnlyList<(RowId Row, long Generation)>? roles = null)
    {
        var awaited = new List<(RowId, long)>(roles ?? []);
        if (row.Due != DueKind.None && own != SyncState.Applied)
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

        return new(request.Id, request.Target, Overall(row, own, changes), awaited, blocked, undo);
    }

    /// <param name="row">The group.</param>
    /// <param name="own">How far that is which the write asked for of the group itself.</param>
    /// <param name="changes">Of its members.</param>
    private static SyncState Overall(ScimGroupRow row, SyncState own, MemberChanges changes) =>
        changes.IsHeld ? SyncState.Held
        : own is SyncState.Applied or SyncState.Held && row.DeletedAt is null
            && changes.Written.Concat(changes.Joined).Select(m => (SyncState?)m.Row.SyncState).FirstOrDefault() is { } ofMembers ? ofMembers
        : own;

    private static ProvisioningAction ActionOf(bool attributes, MemberChanges changes) => (attributes, changes.Added, changes.Removed) switch
    {
        (true, _, _) => ProvisioningAction.Update,
        (_, 0, 0) => ProvisioningAction.NoChange,
        (_, _, 0) => ProvisioningAction.AddMember,
        (_, 0, _) => ProvisioningAction.RemoveMember,
        _ => ProvisioningAction.UpdateMembers,
    };

    private void Log(ProvisioningAction action, ScimGroupRow row, int status, SyncState sync, string? changed = null, Tolerance? leftOut = null)
    {
        var entry = request.Entry(action, "Group", status, sync);
        entry.ScimId = row.Id;
        entry.Name = row.DisplayName;
        entry.ExternalId = row.ExternalId;
        entry.Changes = changed;
        entry.Tolerances = leftOut is null ? entry.Tolerances : ToleranceJson.Of([.. request.Tolerances.Entries, leftOut]);
        writer.Append(entry);
        _overtaken.Settle(writer, sync, _now);
    }
}
