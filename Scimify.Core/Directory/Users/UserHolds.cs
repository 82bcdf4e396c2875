using Scimify.Core.Directory.Guard;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Users;

/// <summary>Held removals of a person.</summary>
internal static class UserHolds
{
    /// <summary>Whether the deletion guard applies: the user is in Looker, or on the way there.</summary>
    public static bool MayLoseAccess(ScimUserRow row) => row.LookerEmail is not null || NeedsLooker(row);

    /// <summary>Whether we have an account, or may get one: an attempt is under way, or its result is not known.</summary>
    public static bool NeedsLooker(ScimUserRow row) => row.LookerUserId is not null || row.CreationMark is not null || row.IsUncertain;

    /// <param name="wasActive">Whether a rejection makes the person active again.</param>
    public static void Hold(
        IDirectoryWriter writer, DeletionGuard guard, ScimUserRow row, HeldAction action, bool wasActive, Guid requestId, DateTimeOffset now)
    {
        row.Apply(Transition.Held(requestId), now);
        var held = guard.Change(action, row.Id, row.UserName, guard.PeopleReason);
        (held.UserKey, held.WasActive) = (row.Key, wasActive);
        writer.Held.Hold(held);
    }
}
