using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Integrations;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Users;

/// <summary>The steps of a user's write, inside its transaction.</summary>
internal sealed class UserWriteSteps(IDirectoryWriter writer, ScimRequest request, TimeProvider clock)
{
    private readonly DateTimeOffset _now = clock.GetUtcNow();
    private readonly DeletionGuard _guard = new(writer, request, clock.GetUtcNow());
    private readonly OvertakenRequests _overtaken = new(request.Id, clock.GetUtcNow());
    private readonly UserUndo _undo = new(request, clock);

    public UserWrite Create(ScimObject user, Guid? id)
    {
        var row = NewRow(user, id);
        UserProtection.RequireAddress(writer, row);
        var tombstone = row.LookerEmailNorm is { } address ? writer.LockTombstone(request.Target.IntegrationKey, address) : null;
        if (tombstone is not null && IsSomebodyElse(tombstone, row))
        {
            tombstone = null;
        }

        user = UserColumns.WithActive(row, user, tombstone, request.Tolerances);
        return tombstone is null ? Insert(row, user) : Revive(tombstone, row, user);
    }

    /// <summary>
    /// The identity provider says that this is another person with the address of one who has left. Whether the account goes on to
    /// them, with its content and what Looker gave it directly, is a person's decision: the engine finds it and holds the user.
    /// </summary>
    private static bool IsSomebodyElse(ScimUserRow tombstone, ScimUserRow wanted) =>
        tombstone is { LookerUserId: not null, ExternalId: { } left } && wanted.ExternalId is { } comes && left != comes;

    public UserWrite Change(StoredUser current, PreparedUser prepared)
    {
        if (prepared.Json is null)
        {
            return Unchanged(current);
        }

        var before = current.Row;
        var row = Changed(current, prepared);
        var isRemoval = before.Active && !row.Active;
        var asked = UserParts.Asked(before, row);

        // What a removal of access did not ask for does not make it fail.
        var isWhole = prepared.IsWhole && !isRemoval;
        UserParts.TryAgain(row, isWhole || UserColumns.SameInLooker(before, row) ? UserParts.All : asked);
        var held = before.IsHeld ? writer.Held.OfUser(before.Key) : null;
        Want(before, row, asked, held);
        _overtaken.Turn(before, row);
        if (!before.Active && row.Active)
        {
            _guard.CameBack(row);
        }

        if (held is not null && !row.IsHeld)
        {
            writer.Held.Drop(held.Key);
        }

        writer.UpdateUser(row, prepared.Json, UserColumns.Emails(prepared.Resource));
        if (row.Display != before.Display)
        {
            writer.MoveVersionsOfGroups(row.Key, _now);
        }

        UserCounts.Move(writer, before, row);
        var action = before.Active == row.Active ? ProvisioningAction.Update : row.Active ? ProvisioningAction.Enable : ProvisioningAction.Disable;
        Log(action, row, 200, row.SyncState, ChangedAttributes.Of(before, row));
        return new(
            new(row, prepared.Json),
            true,
            Receipt(row, (undo, refused) => _undo.Change(undo, refused, new(row, prepared.Json), current, held)) with { Asked = isWhole ? Facets.None : asked });
    }

    /// <summary>Takes access away, which is all that is carried out of a write that the directory refuses.</summary>
    /// <param name="refusal">The answer, without what was done all the same.</param>
    public UserWrite Leave(StoredUser current, PreparedUser leaver, ScimException refusal)
    {
        var answer = refusal.With($"{refusal.Detail} The removal of access stands: the user is inactive.");
        var write = Change(current, leaver);
        writer.RecordRefusal(request.Id, answer);
        return write with { Receipt = write.Receipt with { Refusal = answer } };
    }

    /// <summary>The row with what the write asks for.</summary>
    /// <exception cref="ScimException">403: the account, or the owner of the new address, is protected.</exception>
    private ScimUserRow Changed(StoredUser current, PreparedUser prepared)
    {
        var before = current.Row;
        var row = before.Copy();
        var mappings = writer.Mappings(request.Target.IntegrationKey);
        UserColumns.Fill(row, prepared.Resource, request.Target, mappings, current.Json);
        UserColumns.KeepAddressOfLeaver(before, row);
        row.Version++;
        row.UpdatedAt = _now;
        if (!UserColumns.SameInLooker(before, row) && UserProtection.AsksForMore(current, row, mappings))
        {
            UserProtection.RequireUnprotected(before);
        }

        if (row.LookerEmailNorm != before.LookerEmailNorm)
        {
            UserProtection.RequireAddress(writer, row);
            row.Protection &= ~Protection.Listed;
        }

        return row;
    }

    /// <summary>Makes a changed row due, or holds what a person has to decide about. Only the access is held: the rest goes to an account that is there.</summary>
    /// <param name="asked">What the write asks for.</param>
    /// <param name="held">What was waiting for a person before.</param>
    private void Want(ScimUserRow before, ScimUserRow row, Facets asked, HeldChange? held)
    {
        var isAdoption = held is { Action: HeldAction.Adopt };
        if (isAdoption && row.LookerEmailNorm == before.LookerEmailNorm)
        {
            row.Apply(Transition.Held(request.Id), _now);
        }
        else if (!isAdoption && before.IsHeld && !row.Active)
        {
            row.Apply(GoesBeside(asked) ? Transition.WantedBeside(request.Id) : Transition.Held(request.Id), _now);
        }
        else if (before.Active && !row.Active && !isAdoption && UserHolds.MayLoseAccess(before) && !_guard.LetsGo(before))
        {
            Hold(row, HeldAction.Disable, wasActive: true);
            if (GoesBeside(asked & ~Facets.Access))
            {
                row.Apply(Transition.WantedBeside(request.Id), _now);
            }
        }
        else if (!UserColumns.SameInLooker(before, row) || before.SyncState == SyncState.Failed)
        {
            MarkDesired(row);
        }

        // What was on its way before still is.
        bool GoesBeside(Facets others) => (others != Facets.None || before.Due != DueKind.None) && row.LookerUserId is not null;
    }

    public UserWrite Delete(StoredUser current)
    {
        var before = current.Row;
        UserProtection.RequireUnprotected(before);
        _overtaken.Note(before);
        var all = writer.LockMembershipsOfUser(before.Key);
        var memberships = all.Where(m => m.Desired).ToList();
        var row = before.Copy();
        row.DeletedAt = _now;
        row.UpdatedAt = _now;
        row.Version++;
        writer.Count(request.Target.IntegrationKey, users: -1, memberships: -memberships.Count);
        writer.MoveVersionsOfGroups(before.Key, _now);
        var steps = new MembershipSteps(writer, request.Target.Mode, request.Id, _now, _overtaken);
        var held = before.IsHeld ? writer.Held.OfUser(before.Key) : null;
        if (held is not null)
        {
            writer.Held.Drop(held.Key);
        }

        var isAdoption = held is { Action: HeldAction.Adopt };
        var takesAccess = (isAdoption ? UserHolds.NeedsLooker(before) : UserHolds.MayLoseAccess(before))
            && (before.Active || held is not null || request.Target.Policies.OnDelete == DeletionPolicy.Delete);
        if (takesAccess && !_guard.LetsGo(before))
        {
            memberships.ForEach(membership => steps.Hold(membership));
            Hold(row, HeldAction.Delete, wasActive: before.Active || held is { WasActive: true });
            writer.UpdateUser(row, null, null);
            UserCounts.Move(writer, before, row);
            Log(ProvisioningAction.Delete, row, 204, SyncState.Held);
            return new(null, true, Receipt(row, undo: null));
        }

        var touchesLooker = UserHolds.NeedsLooker(row);
        var removed = new List<MembershipRow>();
        foreach (var membership in all.Where(m => m.Desired || m.IsHeld))
        {
            if (membership.IsHeld && writer.Held.OfMembership(membership.GroupKey, membership.UserKey) is { } place)
            {
                writer.Held.Drop(place.Key);
            }

            // Disable first. Once the account is disabled, the engine releases these.
            if (steps.Remove(membership, ready: false) is { } waiting)
            {
                removed.Add(waiting);
            }
        }

        UserCounts.Move(writer, before, row);
        if (touchesLooker)
        {
            row.Want(DueKind.Removal, request.Id, _now, request.Target.Mode);
            writer.UpdateUser(row, null, null);
        }
        else
        {
            writer.DeleteUser(row.Key);
            row.Apply(Transition.Moot, _now);
        }

        Log(ProvisioningAction.Delete, row, 204, touchesLooker ? row.SyncState : SyncState.Applied);
        return new(null, true, Receipt(row, touchesLooker ? (undo, _) => _undo.Delete(undo, row, before, current.Json, memberships, held) : null, removed));
    }

    private void Hold(ScimUserRow row, HeldAction action, bool wasActive) => UserHolds.Hold(writer, _guard, row, action, wasActive, request.Id, _now);

    private UserWrite Insert(ScimUserRow row, ScimObject user)
    {
        MarkDesired(row);
        var json = StoredJson.ToUtf8(StoredJson.WithId(user, row.Id));
        writer.InsertUser(new(row, json), UserColumns.Emails(user));
        writer.Count(request.Target.IntegrationKey, users: 1, active: UserCounts.Of(row));
        Log(ProvisioningAction.Create, row, 201, row.SyncState, ChangedAttributes.Of(null, row));
        return new(new(row, json), true, Receipt(row, (undo, _) => _undo.Insert(undo, row)));
    }

    /// <summary>Gives the same account back to its person: under a new SCIM ID, in the row that knows its Looker user.</summary>
    private UserWrite Revive(ScimUserRow tombstone, ScimUserRow wanted, ScimObject user)
    {
        UserProtection.RequireUnprotected(tombstone);
        _overtaken.Note(tombstone);
        var row = UserColumns.WithDesiredStateOf(tombstone, wanted);
        UserParts.TryAgain(row, UserParts.All);
        row.Version = 1;
        row.UpdatedAt = _now;
        MarkDesired(row);
        var held = tombstone.IsHeld ? writer.Held.OfUser(tombstone.Key) : null;
        if (held is not null)
        {
            writer.Held.Drop(held.Key);
            LeaveGroups(row);
        }

        if (row.Active)
        {
            _guard.CameBack(row);
        }
        else if (held is not null && !_guard.LetsGo(row))
        {
            Hold(row, HeldAction.Disable, wasActive: true);
            if (row.LookerUserId is not null && (UserParts.Asked(tombstone, row) & ~Facets.Access) != Facets.None)
            {
                row.Apply(Transition.WantedBeside(request.Id), _now);
            }
        }

        var json = StoredJson.ToUtf8(StoredJson.WithId(user, row.Id));
        writer.UpdateUser(row, json, UserColumns.Emails(user));
        writer.Count(request.Target.IntegrationKey, users: 1, active: UserCounts.Of(row));
        Log(ProvisioningAction.Create, row, 201, row.SyncState, ChangedAttributes.Of(null, row));
        return new(new(row, json), true, Receipt(row, (undo, _) => _undo.Revival(undo, row, tombstone, held)));
    }

    /// <summary>The person comes back without groups. Those that a held deletion had left in Looker end now.</summary>
    private void LeaveGroups(ScimUserRow row)
    {
        var steps = new MembershipSteps(writer, request.Target.Mode, request.Id, _now, _overtaken);
        foreach (var membership in writer.LockMembershipsOfUser(row.Key).Where(m => m is { Desired: false, IsHeld: true }))
        {
            if (writer.Held.OfMembership(membership.GroupKey, membership.UserKey) is null && writer.LockGroupRow(membership.GroupKey) is { DeletedAt: null } group)
            {
                steps.Remove(membership, ready: group.LookerGroupId is not null && MembershipSteps.IsLinked(row));
            }
        }
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
        UserColumns.Fill(row, user, request.Target, writer.Mappings(request.Target.IntegrationKey));
        return row;
    }

    private void MarkDesired(ScimUserRow row)
    {
        if (row.LookerEmail is null && !UserHolds.NeedsLooker(row))
        {
            row.Apply(Transition.Unforwardable(request.Id), _now);
        }
        else
        {
            row.Want(row.Active ? DueKind.Change : DueKind.Removal, request.Id, _now, request.Target.Mode);
        }
    }

    private UserWrite Unchanged(StoredUser current)
    {
        var row = current.Row.Copy();
        if (row.SyncState == SyncState.Failed)
        {
            _overtaken.Note(row);
            UserParts.TryAgain(row, UserParts.All);
            MarkDesired(row);
            writer.UpdateUser(row, null, null);
        }
        else if (_overtaken.Join(row))
        {
            writer.UpdateUser(row, null, null);
        }

        Log(ProvisioningAction.NoChange, row, 200, row.SyncState);
        return new(current with { Row = row }, false, Receipt(row, null));
    }

    private SyncReceipt Receipt(ScimUserRow row, Undo? undo, IReadOnlyList<MembershipRow>? removed = null) => new(
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

    private void Log(ProvisioningAction action, ScimUserRow row, int status, SyncState sync, string? changes = null)
    {
        var entry = request.Entry(action, "User", status, sync);
        entry.ScimId = row.Id;
        entry.Name = row.UserName;
        entry.ExternalId = row.ExternalId;
        entry.Changes = changes;
        writer.Append(entry);
        _overtaken.Settle(writer, sync, _now);
    }
}
