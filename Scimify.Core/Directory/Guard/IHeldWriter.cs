using Scimify.Core.Audit;

namespace Scimify.Core.Directory.Guard;

/// <summary>Statements for the deletion guard and held changes, inside one transaction.</summary>
public interface IHeldWriter
{
    /// <summary>The number of active SCIM users. Other nodes count after the commit.</summary>
    long ActiveUsers(int integrationKey);

    /// <summary>How many members the group has, counted only up to a limit.</summary>
    int MembersUpTo(long groupKey, long most);

    /// <summary>How many removals the guard has let through since then, counted only up to a limit.</summary>
    /// <param name="groupKey">0 for people who were disabled or deleted.</param>
    int RemovedSince(int integrationKey, long groupKey, DateTimeOffset since, int most);

    /// <summary>Whether exactly this removal was let through since then.</summary>
    bool WasRemovedSince(int integrationKey, long groupKey, long userKey, DateTimeOffset since);

    /// <summary>Counts removals from now on, and forgets those of the same kind from before the window.</summary>
    void NoteRemovals(int integrationKey, long groupKey, IReadOnlyCollection<long> userKeys, DateTimeOffset at, DateTimeOffset since);

    /// <summary>Stops counting people who are back.</summary>
    void ForgetRemovals(int integrationKey, long groupKey, IReadOnlyCollection<long> userKeys);

    void Hold(HeldChange change);

    /// <summary>The held disabling or deletion of a user.</summary>
    HeldChange? OfUser(long userKey);

    /// <summary>The held deletion of a group.</summary>
    HeldChange? OfGroup(long groupKey);

    /// <summary>The held removal of a member.</summary>
    HeldChange? OfMembership(long groupKey, long userKey);

    /// <summary>Deletes a held change that no longer waits.</summary>
    void Drop(long heldKey);

    /// <summary>Held changes, oldest first.</summary>
    /// <param name="ids">Only these; null for all.</param>
    /// <param name="afterKey">0 for the first part, then the last key seen.</param>
    IReadOnlyList<HeldChange> Find(int integrationKey, IReadOnlyCollection<Guid>? ids, long afterKey, int count);

    /// <summary>The stored JSON of a user, deleted or not.</summary>
    byte[]? BodyOf(long userKey);

    /// <summary>Whether another user has the name by now.</summary>
    bool IsUserNameTaken(int integrationKey, string userNameNorm);

    /// <summary>Whether another group has the name by now.</summary>
    bool IsGroupNameTaken(int integrationKey, string displayNameNorm);

    /// <summary>Marks the write as pending in the log again, unless more of it is held.</summary>
    void ReleaseLog(Guid requestId);

    /// <summary>Marks the write as undone by a person in the log, unless more of it is held.</summary>
    void RejectLog(Guid requestId, string detail);

    void Append(AuditEntry entry);
}
