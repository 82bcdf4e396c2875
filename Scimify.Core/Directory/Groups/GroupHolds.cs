using Scimify.Core.Directory.Guard;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Groups;

/// <summary>Held changes of a group.</summary>
internal static class GroupHolds
{
    public static void HoldDeletion(IDirectoryWriter writer, DeletionGuard guard, ScimGroupRow row, Guid requestId, DateTimeOffset now)
    {
        row.Apply(Transition.Held(requestId), now);
        writer.UpdateGroup(row, null);
        var held = guard.Change(HeldAction.Delete, row.Id, row.DisplayName, guard.MembersReason);
        held.GroupKey = row.Key;
        writer.Held.Hold(held);
    }

    /// <summary>A person was to agree to a Looker group that is no longer the one to take over.</summary>
    public static void DropAdoption(IDirectoryWriter writer, ScimGroupRow row)
    {
        if (row.IsHeld && writer.Held.OfGroup(row.Key) is { Action: HeldAction.Adopt } held)
        {
            writer.Held.Drop(held.Key);
        }
    }
}
