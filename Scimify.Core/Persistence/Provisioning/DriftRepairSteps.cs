using System.Diagnostics;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Makes due what repairs a difference. If SCIM has asked for something else since, or the link has changed, it does nothing.</summary>
internal sealed class DriftRepairSteps(WriteSession session, DirectoryWriter writer, DateTimeOffset now)
{
    private readonly DirectoryWriter _writer = writer;

    public DriftRepairSteps(WriteSession session, DateTimeOffset now)
        : this(session, new DirectoryWriter(session), now)
    {
    }

    public void Repair(DriftItem item)
    {
        switch (item.Kind)
        {
            case DriftKind.UserMissing:
                OrphanSteps.User(session, item.UserKey!.Value, item.LookerId, now);
                break;
            case DriftKind.UserChanged or DriftKind.UserDisabled or DriftKind.UserEnabled or DriftKind.CredentialMissing or DriftKind.EmailChanged:
                User(item);
                break;
            case DriftKind.GroupMissing:
                OrphanSteps.Group(session, item.GroupKey!.Value, item.LookerId, now);
                break;
            case DriftKind.GroupRenamed:
                Group(item);
                break;
            case DriftKind.MemberMissing:
                PutBack(item);
                break;
            case DriftKind.MemberAdded:
                TakeOut(item);
                break;
            case DriftKind.RoleChanged:
                Role(item);
                break;
            case DriftKind.AttributeChanged:
                Attribute(item);
                break;
            default:
                throw new UnreachableException();
        }

        session.Execute("DELETE FROM drift_items WHERE key = @p0", item.Key);
    }

    /// <summary>Has the account written again, so that it is as SCIM wants it.</summary>
    public void WriteAgain(ScimUserRow row)
    {
        row.AppliedState = LookerUserState.Parse(row.AppliedState).ToUnread().Store();
        row.Want(row is { Active: true, DeletedAt: null } ? DueKind.Change : DueKind.Removal, null, now);
        _writer.UpdateUser(row, null, null);
    }

    /// <summary>Takes somebody out of a group in Looker whom SCIM does not have in it.</summary>
    public void TakeOut(ScimGroupRow group, long userKey)
    {
        var row = new MembershipRow
        {
            GroupKey = group.Key,
            UserKey = userKey,
            OrganizationKey = group.OrganizationKey,
            IntegrationKey = group.IntegrationKey,
            Desired = false,
            Applied = AppliedMembership.Present,
        };
        row.Apply(Transition.Begun(now.ToUnixTimeMilliseconds()), now);
        row.Want(DueKind.Removal, null, now);
        _writer.InsertMembership(row);
    }

    private void User(DriftItem item)
    {
        if (_writer.LockUserRow(item.UserKey!.Value) is { } row && row.LookerUserId == item.LookerId && !row.IsHeld)
        {
            WriteAgain(row);
        }
    }

    private void Group(DriftItem item)
    {
        if (_writer.LockGroupRow(item.GroupKey!.Value) is { DeletedAt: null, IsHeld: false } row && row.LookerGroupId == item.LookerId)
        {
            row.AppliedName = null;
            row.Want(DueKind.Change, null, now);
            _writer.UpdateGroup(row, null);
        }
    }

    private void Role(DriftItem item)
    {
        if (RoleSteps.Lock(session, item.IntegrationKey, item.MemberLookerId) is { } row)
        {
            row.IsCertain = false;
            row.Want(row.Due == DueKind.Removal ? DueKind.Removal : DueKind.Change, row.RequestId, now);
            RoleSteps.Update(session, row);
        }
    }

    private void Attribute(DriftItem item)
    {
        if (_writer.LockUserRow(item.UserKey!.Value) is { DeletedAt: null, Active: true, IsHeld: false } row && row.LookerUserId == item.LookerId)
        {
            row.AppliedState = LookerUserState.Parse(row.AppliedState).Doubting(item.MemberLookerId).Store();
            row.Want(DueKind.Change, null, now);
            _writer.UpdateUser(row, null, null);
        }
    }

    private void PutBack(DriftItem item)
    {
        if (_writer.LockMemberships(item.GroupKey!.Value, [item.UserKey!.Value]) is [{ Desired: true, IsHeld: false } row])
        {
            row.Applied = AppliedMembership.Absent;
            row.Want(DueKind.Change, null, now);
            _writer.UpdateMembership(row);
        }
    }

    /// <summary>Does nothing if SCIM does not know the member: Looker was called already.</summary>
    private void TakeOut(DriftItem item)
    {
        if (item.UserKey is not { } user || _writer.LockMemberships(item.GroupKey!.Value, [user]).Count > 0
            || _writer.LockGroupRow(item.GroupKey.Value) is not { } group || _writer.LockUserRow(user) is null)
        {
            return;
        }

        TakeOut(group, user);
    }
}
