using System.Diagnostics;
using Scimify.Core.Integrations;
using Scimify.Core.Scim;

namespace Scimify.Core.Directory;

/// <summary>What becomes of a held change when a person decides, inside one transaction.</summary>
/// <param name="writer">The transaction.</param>
/// <param name="mode">Of the integration: in plan mode what is released is planned.</param>
/// <param name="now">The decision's time.</param>
internal sealed class HeldDecisions(IDirectoryWriter writer, IntegrationMode mode, DateTimeOffset now)
{
    /// <summary>Looker gets it now.</summary>
    public void Release(HeldChange held)
    {
        writer.Held.Drop(held.Key);
        var request = (held.UserKey, held.GroupKey) switch
        {
            ({ } user, null) => ReleaseUser(held, user),
            (null, { } group) => ReleaseGroup(held, group),
            ({ } user, { } group) => ReleaseMember(held, group, user),
            _ => throw new UnreachableException(),
        };
        if (request is { } id)
        {
            writer.Held.ReleaseLog(id);
        }
    }

    /// <summary>The desired state goes back to what Looker has.</summary>
    /// <returns>False when another resource has the name by now: it stays held.</returns>
    public bool Reject(HeldChange held, string byName)
    {
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

    private Guid? ReleaseUser(HeldChange held, long key)
    {
        if (writer.LockUserRow(key) is not { IsHeld: true } row)
        {
            return null;
        }

        row.BecomeDue(DueKind.Removal, row.RequestId, now, mode);
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

        row.BecomeDue(DueKind.Removal, row.RequestId, now, mode);
        writer.UpdateGroup(row, null);
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
        row.BecomeDue(row.Active ? DueKind.Change : DueKind.Removal, null, now, mode);
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
        row.BecomeDue(DueKind.Change, null, now, mode);
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

    /// <summary>Members whose removal is held by itself stay out.</summary>
    private int PutBack(IReadOnlyList<MembershipRow> memberships) => Steps(null).Restore(
        memberships.Where(m => m is { Desired: false, IsHeld: true } && writer.Held.OfMembership(m.GroupKey, m.UserKey) is null).ToList());

    private MembershipSteps Steps(Guid? requestId) => new(writer, mode, requestId, now);
}
