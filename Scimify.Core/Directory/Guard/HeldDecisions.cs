using System.Diagnostics;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Guard;

/// <summary>Carries out a person's decision about a held change, inside one transaction.</summary>
/// <param name="writer">The transaction.</param>
/// <param name="mode">The integration's mode: in plan mode, a released change is planned.</param>
/// <param name="now">The time of the decision.</param>
internal sealed class HeldDecisions(IDirectoryWriter writer, IntegrationMode mode, DateTimeOffset now)
{
    /// <summary>Makes the row due, so that Looker gets the change.</summary>
    public void Release(HeldChange held)
    {
        writer.Held.Drop(held.Key);
        var request = (held.Action, held.UserKey, held.GroupKey) switch
        {
            (HeldAction.Adopt, { } user, _) => AdoptUser(held, user),
            (HeldAction.Adopt, _, { } group) => AdoptGroup(held, group),
            (_, { } user, null) => ReleaseUser(held, user),
            (_, null, { } group) => ReleaseGroup(held, group),
            (_, { } user, { } group) => ReleaseMember(held, group, user),
            _ => throw new UnreachableException(),
        };
        if (request is { } id)
        {
            writer.Held.ReleaseLog(id);
        }
    }

    /// <summary>Restores the desired state to what Looker has. A SCIM resource whose adoption is rejected stays without a Looker object.</summary>
    /// <returns>False if another resource has the name by now. The change then stays held.</returns>
    public bool Reject(HeldChange held, string byName)
    {
        if (held.Action == HeldAction.Adopt)
        {
            RejectAdoption(held, byName);
            return true;
        }

        var isBack = (held.UserKey, held.GroupKey) switch
        {
            ({ } user, null) => RejectUser(held, user),
            (null, { } group) => RejectGroup(group),
            ({ } user, { } group) => RejectMember(group, user),
            _ => throw new UnreachableException(),
        };
        if (isBack)
        {
            writer.Held.Drop(held.Key);
            if (held.RequestId is { } id)
            {
                writer.Held.RejectLog(id, $"Held by the deletion guard, rejected by {byName} and taken back.");
            }
        }

        return isBack;
    }

    /// <summary>The engine checks again, because the person agreed to this account and no other.</summary>
    private Guid? AdoptUser(HeldChange held, long key)
    {
        if (writer.LockUserRow(key) is not { IsHeld: true } row)
        {
            return null;
        }

        row.ReleasedLookerId = held.LookerId;
        ForgetLeaver(row);
        row.Want(row.Active ? DueKind.Change : DueKind.Removal, row.RequestId, now, mode);
        writer.UpdateUser(row, null, null);
        return row.RequestId;
    }

    /// <summary>The account passes on from somebody who has left. Until their removal is done in Looker, they keep it.</summary>
    private void ForgetLeaver(ScimUserRow row)
    {
        if (row.ReleasedLookerId is { } account
            && writer.LockUserOfLooker(row.IntegrationKey, account) is { DeletedAt: not null, SyncState: SyncState.Applied, IsUncertain: false } leaver
            && leaver.Key != row.Key && writer.LockMembershipsOfUser(leaver.Key).Count == 0)
        {
            writer.DeleteUser(leaver.Key);
        }
    }

    private Guid? AdoptGroup(HeldChange held, long key)
    {
        if (writer.LockGroupRow(key) is not { IsHeld: true } row)
        {
            return null;
        }

        row.ReleasedLookerId = held.LookerId;
        row.Want(DueKind.Change, row.RequestId, now, mode);
        writer.UpdateGroup(row, null);
        return row.RequestId;
    }

    /// <summary>Failed and not due: nothing is tried again before somebody asks for it, and then it is held again.</summary>
    private void RejectAdoption(HeldChange held, string byName)
    {
        writer.Held.Drop(held.Key);
        var what = held.GroupKey is null ? "account" : "group";
        var words = $"{byName} has said that the Looker {what} {held.LookerName} ({held.LookerId}) is not to be taken over.";
        if (held.UserKey is { } user && writer.LockUserRow(user) is { IsHeld: true } person)
        {
            BecomeRejected(person);
            person.ReleasedLookerId = null;
            writer.UpdateUser(person, null, null);
        }
        else if (held.GroupKey is { } key && writer.LockGroupRow(key) is { IsHeld: true } group)
        {
            BecomeRejected(group);
            group.ReleasedLookerId = null;
            writer.UpdateGroup(group, null);
        }

        void BecomeRejected(SyncColumns row)
        {
            row.Apply(Transition.Rejected(words), now);
            if (row.RequestId is { } request)
            {
                writer.Held.RejectLog(request, words);
            }
        }
    }

    private Guid? ReleaseUser(HeldChange held, long key)
    {
        if (writer.LockUserRow(key) is not { IsHeld: true } row)
        {
            return null;
        }

        row.Want(DueKind.Removal, row.RequestId, now, mode);
        writer.UpdateUser(row, null, null);
        if (held.Action == HeldAction.Delete)
        {
            LetGo(writer.LockMembershipsOfUser(key), Steps(row.RequestId), ready: false);
        }

        return row.RequestId;
    }

    private Guid? ReleaseGroup(HeldChange held, long key)
    {
        if (writer.LockGroupRow(key) is not { IsHeld: true } row)
        {
            return held.RequestId;
        }

        row.Want(DueKind.Removal, row.RequestId, now, mode);
        writer.UpdateGroup(row, null);
        if (row.LinkState != LinkState.Created)
        {
            writer.LeaveRoles(key, row.RequestId, now, mode);
        }

        LetGo(writer.LockMembershipsOfGroup(key), Steps(row.RequestId), ready: row is { LookerGroupId: not null, LinkState: not LinkState.Created });
        return row.RequestId;
    }

    private Guid? ReleaseMember(HeldChange held, long groupKey, long userKey)
    {
        if (writer.LockMemberships(groupKey, [userKey]) is [{ IsHeld: true } row])
        {
            Steps(held.RequestId).Remove(row, ready: writer.LockGroupRow(groupKey) is { LookerGroupId: not null });
        }

        return held.RequestId;
    }

    private void LetGo(IReadOnlyList<MembershipRow> memberships, MembershipSteps steps, bool ready)
    {
        foreach (var membership in memberships.Where(m => m.IsHeld))
        {
            if (writer.Held.OfMembership(membership.GroupKey, membership.UserKey) is { } own)
            {
                writer.Held.Drop(own.Key);
            }

            steps.Remove(membership, ready);
        }
    }

    private bool RejectUser(HeldChange held, long key)
    {
        if (writer.LockUserRow(key) is not { IsHeld: true } row)
        {
            return true;
        }

        var wasDeleted = row.DeletedAt is not null;
        if (wasDeleted && writer.Held.IsUserNameTaken(row.IntegrationKey, row.UserNameNorm))
        {
            return false;
        }

        byte[]? json = null;
        if (held.WasActive && !row.Active && writer.Held.BodyOf(key) is { } body)
        {
            json = ScimJson.ToUtf8(ScimJson.ParseObject(body).With("active", ScimBoolean.True));
            row.Active = true;
        }

        row.DeletedAt = null;
        row.Version++;
        row.UpdatedAt = now;
        row.Want(row.Active ? DueKind.Change : DueKind.Removal, null, now, mode);
        writer.UpdateUser(row, json, null);
        var restored = wasDeleted ? PutBack(writer.LockMembershipsOfUser(key)) : 0;
        if (restored > 0)
        {
            writer.MoveVersionsOfGroups(key, now);
        }

        writer.Count(row.IntegrationKey, users: wasDeleted ? 1 : 0, active: row.Active ? 1 : 0, memberships: restored);
        return true;
    }

    private bool RejectGroup(long key)
    {
        if (writer.LockGroupRow(key) is not { IsHeld: true } row)
        {
            return true;
        }

        if (writer.Held.IsGroupNameTaken(row.IntegrationKey, row.DisplayNameNorm))
        {
            return false;
        }

        row.DeletedAt = null;
        row.Version++;
        row.UpdatedAt = now;
        row.Want(DueKind.Change, null, now, mode);
        writer.UpdateGroup(row, null);
        writer.Count(row.IntegrationKey, groups: 1, memberships: PutBack(writer.LockMembershipsOfGroup(key)));
        return true;
    }

    private bool RejectMember(long groupKey, long userKey)
    {
        if (writer.LockMemberships(groupKey, [userKey]) is [{ IsHeld: true } row] && writer.LockGroupRow(groupKey) is { } group && Steps(null).Restore([row]) > 0)
        {
            group.Version++;
            group.UpdatedAt = now;
            writer.UpdateGroup(group, null);
            writer.Count(group.IntegrationKey, memberships: 1);
        }

        return true;
    }

    /// <summary>Members whose own removal is held stay out.</summary>
    private int PutBack(IReadOnlyList<MembershipRow> memberships) => Steps(null).Restore(
        memberships.Where(m => m is { Desired: false, IsHeld: true } && writer.Held.OfMembership(m.GroupKey, m.UserKey) is null).ToList());

    private MembershipSteps Steps(Guid? requestId) => new(writer, mode, requestId, now);
}
