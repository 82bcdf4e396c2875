using Scimify.Core.Audit;

namespace Scimify.Core.Directory.Guard;

/// <summary>Statements of the deletion guard and of held changes, inside one transaction.</summary>
public interface IHeldWriter
{
    /// <summary>SCIM users of the integration that are active; other nodes weigh after the commit.</summary>
    long ActiveUsers(int integrationKey);

    /// <summary>How many members the group has, counted up to a number and no further.</summary>
    int MembersUpTo(long groupKey, long most);

    /// <summary>How many removals the guard let through since then, counted up to a number and no further.</summary>
    /// <param name="groupKey">0 for people who were disabled or deleted.</param>
    int RemovedSince(int integrationKey, long groupKey, DateTimeOffset since, int most);

    /// <summary>True when this very removal was let through since then.</summary>
    bool WasRemovedSince(int integrationKey, long groupKey, long userKey, DateTimeOffset since);

    /// <summary>Counts removals from now on, and forgets those of the same kind that are older than the window.</summary>
    void NoteRemovals(int integrationKey, long groupKey, IReadOnlyCollection<long> userKeys, DateTimeOffset at, DateTimeOffset since);

    /// <summary>Whoever is back does not count.</summary>
    void ForgetRemovals(int integrationKey, long groupKey, IReadOnlyCollection<long> userKeys);

    void Hold(HeldChange change);

    /// <summary>The held disabling or deletion of a user.</summary>
    HeldChange? OfUser(long userKey);

    /// <summary>The held deletion of a group.</summary>
    HeldChange? OfGroup(long groupKey);

    /// <summary>The held removal of a member.</summary>
    HeldChange? OfMembership(long groupKey, long userKey);

    /// <summary>It waits no longer.</summary>
    void Drop(long heldKey);

    /// <summary>Held changes in the order in which they came.</summary>
    /// <param name="ids">Only these; null: all.</param>
    /// <param name="afterKey">0 for the first part, then the last key seen.</param>
    IReadOnlyList<HeldChange> Find(int integrationKey, IReadOnlyCollection<Guid>? ids, long afterKey, int count);

    /// <summary>The stored JSON of a user, deleted or not.</summary>
    byte[]? BodyOf(long userKey);

    /// <summary>Another user has it by now.</summary>
    bool IsUserNameTaken(int integrationKey, string userNameNorm);

    /// <summary>Another group has it by now.</summary>
    bool IsGroupNameTaken(int integrationKey, string displayNameNorm);

    /// <summary>What a write asked for waits for Looker again, unless more of it is held.</summary>
    void ReleaseLog(Guid requestId);

    /// <summary>What a write asked for was taken back by a person, unless more of it is held.</summary>
    void RejectLog(Guid requestId, string detail);

    void Append(AuditEntry entry);
}
