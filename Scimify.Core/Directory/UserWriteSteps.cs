using Scimify.Core.Auditing;
using Scimify.Core.Scim;

namespace Scimify.Core.Directory;

/// <summary>The statements of a user's write, inside its transaction.</summary>
internal sealed class UserWriteSteps(IDirectoryWriter writer, ScimRequest request, TimeProvider clock)
{
    private readonly DateTimeOffset _now = clock.GetUtcNow();

    public UserWrite Create(ScimObject user, Guid? id)
    {
        var row = NewRow(user, id);
        var tombstone = row.LookerEmailNorm is null
            ? null
            : writer.LockTombstone(request.Target.IntegrationKey, row.LookerEmailNorm);
        return tombstone is null ? Insert(row, user) : Revive(tombstone, row, user);
    }

    public UserWrite Change(StoredUser current, PreparedUser prepared)
    {
        var before = current.Row;
        if (prepared.Json is null)
        {
            return Unchanged(current);
        }

        var row = before.Copy();
        UserColumns.Fill(row, prepared.Resource, request.Target);
        row.Version++;
        row.UpdatedAt = _now;
        var concernsLooker = !UserColumns.SameInLooker(before, row) || before.SyncState == SyncState.Failed;
        if (concernsLooker)
        {
            MarkDesired(row);
        }

        writer.UpdateUser(row, prepared.Json, UserColumns.Emails(prepared.Resource));
        var action = before.Active == row.Active ? ProvisioningAction.Update : row.Active ? ProvisioningAction.Enable : ProvisioningAction.Disable;
        Log(action, row, 200, row.SyncState);
        return new(new(row, prepared.Json), true, Receipt(row, undo => UndoChange(undo, row, before, current.Json)));
    }

    public UserWrite Delete(StoredUser current)
    {
        var before = current.Row;
        var memberships = writer.LockMembershipsOfUser(before.Key).Where(m => m.Desired).ToList();
        var row = before.Copy();
        row.DeletedAt = _now;
        row.UpdatedAt = _now;
        row.Version++;
        var touchesLooker = NeedsLooker(row);
        var steps = new MembershipSteps(writer, request.Target.Mode, request.Id, _now);
        var removed = new List<MembershipRow>();
        foreach (var membership in memberships)
        {
            // Disable first: the engine releases these once the account is disabled.
            if (steps.Remove(membership, ready: false) is { } waiting)
            {
                removed.Add(waiting);
            }
        }

        writer.Count(request.Target.IntegrationKey, users: -1, memberships: -memberships.Count);
        if (touchesLooker)
        {
            row.BecomeDue(DueKind.Removal, request.Id, _now);
            StateByMode(row);
            writer.UpdateUser(row, null, null);
        }
        else
        {
            writer.DeleteUser(row.Key);
            row.BecomeSettled();
        }

        Log(ProvisioningAction.Delete, row, 204, touchesLooker ? row.SyncState : SyncState.Applied);
        return new(null, true, Receipt(row, touchesLooker ? undo => UndoDelete(undo, row, before, current.Json, memberships) : null, removed));
    }

    /// <summary>An account of ours, or one that may come to be: an attempt at it is under way or not yet understood.</summary>
    private static bool NeedsLooker(ScimUserRow row) => row.LookerUserId is not null || row.CreationMark is not null || row.IsUncertain;

    private UserWrite Insert(ScimUserRow row, ScimObject user)
    {
        MarkDesired(row);
        var json = ScimJson.ToUtf8(StoredJson.WithId(user, row.Id));
        writer.InsertUser(new(row, json), UserColumns.Emails(user));
        writer.Count(request.Target.IntegrationKey, users: 1);
        Log(ProvisioningAction.Create, row, 201, row.SyncState);
        return new(new(row, json), true, Receipt(row, undo => UndoInsert(undo, row)));
    }

    /// <summary>The same account comes back: under a new SCIM id, in the row that knows its Looker user.</summary>
    private UserWrite Revive(ScimUserRow tombstone, ScimUserRow wanted, ScimObject user)
    {
        var row = UserColumns.WithDesiredStateOf(tombstone, wanted);
        row.Version = 1;
        row.UpdatedAt = _now;
        MarkDesired(row);
        var json = ScimJson.ToUtf8(StoredJson.WithId(user, row.Id));
        writer.UpdateUser(row, json, UserColumns.Emails(user));
        writer.Count(request.Target.IntegrationKey, users: 1);
        Log(ProvisioningAction.Create, row, 201, row.SyncState);
        return new(new(row, json), true, Receipt(row, undo => UndoRevival(undo, row, tombstone)));
    }

    private ScimUserRow NewRow(ScimObject user, Guid? id)
    {
        var row = new ScimUserRow
        {
            Id = id ?? Guid.CreateVersion7(_now),
            UserName = "",
            UserNameNorm = "",
            Display = "",
            Version = 1,
            CreatedAt = _now,
            UpdatedAt = _now,
        };
        UserColumns.Fill(row, user, request.Target);
        return row;
    }

    private void MarkDesired(ScimUserRow row)
    {
        row.BecomeDue(row.Active ? DueKind.Change : DueKind.Removal, request.Id, _now);
        if (row.LookerEmail is null && !NeedsLooker(row))
        {
            row.Due = DueKind.None;
            row.SyncState = SyncState.Unforwardable;
            row.DueSince = null;
        }
        else
        {
            StateByMode(row);
        }
    }

    private void StateByMode(SyncColumns row)
    {
        if (request.Target.Mode == Integrations.IntegrationMode.Plan)
        {
            row.SyncState = SyncState.Planned;
        }
    }

    private UserWrite Unchanged(StoredUser current)
    {
        var row = current.Row;
        if (row.SyncState == SyncState.Failed)
        {
            row = row.Copy();
            MarkDesired(row);
            writer.UpdateUser(row, null, null);
        }

        Log(ProvisioningAction.NoChange, row, 200, row.SyncState);
        return new(current with { Row = row }, false, Receipt(row, null));
    }

    private SyncReceipt Receipt(ScimUserRow row, Action<IDirectoryWriter>? undo, IReadOnlyList<MembershipRow>? removed = null) => new(
        request.Id,
        request.Target,
        row.SyncState,
        row.Due == DueKind.None || row.SyncState == SyncState.Applied
            ? []
            :
            [
                (new RowId(RowKind.User, row.Key), row.DesiredGeneration),
                .. (removed ?? []).Select(m => (new RowId(RowKind.Membership, m.GroupKey, m.UserKey), m.DesiredGeneration)),
            ],
        IsBlocked: false,
        undo);

    private void UndoInsert(IDirectoryWriter undo, ScimUserRow written)
    {
        if (Current(undo, written) is not { } current)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var memberships = undo.LockMembershipsOfUser(current.Key).Where(m => m.Desired).ToList();
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
            current.BecomeDue(DueKind.Removal, null, now);
            undo.UpdateUser(current, null, null);
        }

        undo.Count(written.IntegrationKey, users: -1, memberships: -memberships.Count);
    }

    private void UndoRevival(IDirectoryWriter undo, ScimUserRow written, ScimUserRow tombstone)
    {
        if (Current(undo, written) is { } current)
        {
            var now = clock.GetUtcNow();
            var memberships = undo.LockMembershipsOfUser(current.Key).Where(m => m.Desired).ToList();
            var steps = new MembershipSteps(undo, request.Target.Mode, null, now);
            memberships.ForEach(membership => steps.Remove(membership, ready: false));
            var row = UserColumns.WithDesiredStateOf(current, tombstone);
            row.BecomeDue(DueKind.Removal, null, now);
            undo.UpdateUser(row, null, null);
            undo.Count(written.IntegrationKey, users: -1, memberships: -memberships.Count);
        }
    }

    private void UndoChange(IDirectoryWriter undo, ScimUserRow written, ScimUserRow before, byte[] json)
    {
        if (Current(undo, written) is { } current)
        {
            Restore(undo, current, before, json);
        }
    }

    private void UndoDelete(IDirectoryWriter undo, ScimUserRow written, ScimUserRow before, byte[] json, IReadOnlyList<MembershipRow> memberships)
    {
        if (Current(undo, written) is not { } current)
        {
            return;
        }

        Restore(undo, current, before, json);
        var restored = new MembershipSteps(undo, request.Target.Mode, null, clock.GetUtcNow()).Restore(memberships);
        undo.Count(written.IntegrationKey, users: 1, memberships: restored);
    }

    private void Restore(IDirectoryWriter undo, ScimUserRow current, ScimUserRow before, byte[] json)
    {
        var row = UserColumns.WithDesiredStateOf(current, before);
        row.Version = current.Version + 1;
        row.UpdatedAt = clock.GetUtcNow();
        row.BecomeDue(row.Active && row.DeletedAt is null ? DueKind.Change : DueKind.Removal, null, row.UpdatedAt);
        undo.UpdateUser(row, json, UserColumns.Emails(ScimJson.ParseObject(json)));
    }

    /// <summary>
    /// Null when someone has written since, be it what does not concern Looker: then nothing is taken back, since that was
    /// acknowledged.
    /// </summary>
    private static ScimUserRow? Current(IDirectoryWriter undo, ScimUserRow written) =>
        undo.LockUserRow(written.Key) is { } current && current.DesiredGeneration == written.DesiredGeneration && current.Version == written.Version
            ? current
            : null;

    private void Log(ProvisioningAction action, ScimUserRow row, int status, SyncState sync)
    {
        var entry = request.Entry(action, "User", status, sync);
        entry.ScimId = row.Id;
        entry.Name = row.UserName;
        entry.ExternalId = row.ExternalId;
        writer.Append(entry);
    }
}
