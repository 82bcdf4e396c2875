using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>What is gone in Looker has to be created again, with its memberships. Does nothing if it has been created again already.</summary>
internal static class OrphanSteps
{
    public static void User(WriteSession session, long userKey, string lookerUserId, DateTimeOffset now)
    {
        var writer = new DirectoryWriter(session);
        if (writer.LockUserRow(userKey) is { } row && row.LookerUserId == lookerUserId)
        {
            row.LookerUserId = null;
            row.LinkState = LinkState.Orphaned;
            row.AppliedState = null;
            if (!row.IsHeld)
            {
                row.Apply(Transition.WantedAgain(row.Active && row.DeletedAt is null ? DueKind.Change : DueKind.Removal), now);
            }

            writer.UpdateUser(row, null, null);
            MembershipStatements.ForgetUser(session, userKey, now);
        }
    }

    /// <summary>Whom SCIM has deleted needs a row no longer.</summary>
    public static void Leavers(WriteSession session, IEnumerable<ManagedUser> leavers, DateTimeOffset now)
    {
        var writer = new DirectoryWriter(session);
        foreach (var leaver in leavers.Where(leaver => writer.LockUserRow(leaver.Key) is { DeletedAt: not null }))
        {
            User(session, leaver.Key, leaver.LookerId, now);
        }
    }

    public static void Group(WriteSession session, long groupKey, string lookerGroupId, DateTimeOffset now)
    {
        var writer = new DirectoryWriter(session);
        if (writer.LockGroupRow(groupKey) is { } row && row.LookerGroupId == lookerGroupId)
        {
            row.LookerGroupId = null;
            row.LinkState = LinkState.Orphaned;
            row.AppliedName = null;
            if (!row.IsHeld)
            {
                row.Apply(Transition.WantedAgain(row.DeletedAt is null ? DueKind.Change : DueKind.Removal), now);
            }

            writer.UpdateGroup(row, null);
            MembershipStatements.ForgetGroup(session, groupKey, now);
        }
    }
}
