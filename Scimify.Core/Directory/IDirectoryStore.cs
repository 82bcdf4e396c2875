using Scimify.Core.Audit;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Scim;

namespace Scimify.Core.Directory;

/// <summary>Stores users, groups and memberships. Implemented in <c>Persistence</c>.</summary>
public interface IDirectoryStore
{
    /// <summary>
    /// Runs the work in one transaction. Meanwhile nobody else, on this server or another, writes to the integration. If the
    /// work throws, nothing is stored and the caller gets the exception.
    /// </summary>
    Task<T> WriteAsync<T>(int integrationKey, Func<IDirectoryWriter, T> work, CancellationToken ct);

    /// <summary>
    /// Runs the work on a connection that sees the last committed write. The integrations take turns, and the work is interrupted
    /// when its time is used up or <paramref name="ct"/> is cancelled.
    /// </summary>
    /// <exception cref="Scimify.Core.Requests.UnavailableException">The time is used up.</exception>
    ValueTask<T> ReadAsync<T>(int integrationKey, Func<IDirectoryReader, T> work, CancellationToken ct);

    /// <summary>Forgets what refused writes found so long ago that nobody waits for them any longer.</summary>
    Task ForgetUndoneAsync(DateTimeOffset now, CancellationToken ct);
}

/// <summary>Reads by key. Deleted resources are not found unless a method says otherwise.</summary>
public interface IDirectoryReader
{
    StoredUser? FindUser(int integrationKey, Guid id);

    StoredGroup? FindGroup(int integrationKey, Guid id);

    UserView? ViewUser(int integrationKey, Guid id);

    GroupView? ViewGroup(int integrationKey, Guid id);

    RoleView? ViewRole(int integrationKey, Guid id);

    IReadOnlyList<GroupReference> GroupsOf(long userKey);

    /// <summary>The groups of several users, by user key.</summary>
    ILookup<long, GroupReference> GroupsOf(IReadOnlyCollection<long> userKeys);

    /// <summary>Part of a group's members, in the order of their keys.</summary>
    /// <param name="groupKey">The group.</param>
    /// <param name="afterUserKey">0 for the first part, then the last key seen.</param>
    /// <param name="count">The maximum number. Fewer mean the end.</param>
    IReadOnlyList<Member> MembersOf(long groupKey, long afterUserKey, int count);

    /// <summary>How a write of the integration ended, or has come so far; null if the log does not have it.</summary>
    RequestOutcome? FindOutcome(int integrationKey, Guid requestId);

    ListPage<UserView> ListUsers(int integrationKey, ListRequest request);

    ListPage<GroupView> ListGroups(int integrationKey, ListRequest request);

    ListPage<RoleView> ListRoles(int integrationKey, ListRequest request);
}

/// <summary>Statements of one transaction. The database enforces uniqueness: a clash throws <see cref="DuplicateException"/>.</summary>
public interface IDirectoryWriter : IDirectoryReader
{
    /// <summary>Like <see cref="IDirectoryReader.FindUser"/>, but locks the row against other nodes until the commit.</summary>
    StoredUser? LockUser(int integrationKey, Guid id);

    StoredGroup? LockGroup(int integrationKey, Guid id);

    ScimUserRow? LockUserRow(long userKey);

    ScimGroupRow? LockGroupRow(long groupKey);

    /// <summary>Whether the integration's list of protected accounts has the normalised address.</summary>
    bool IsProtectedAddress(int integrationKey, string addressNorm);

    /// <summary>A deleted user whose Looker account is still ours, by normalised address.</summary>
    ScimUserRow? LockTombstone(int integrationKey, string lookerEmailNorm);

    /// <summary>Our user with this Looker ID, deleted or not.</summary>
    ScimUserRow? LockUserOfLooker(int integrationKey, string lookerUserId);

    /// <summary>A deleted group that still has to be removed from Looker, by normalised name.</summary>
    ScimGroupRow? LockGroupTombstone(int integrationKey, string displayNameNorm);

    /// <summary>Inserts row, body and addresses. Sets <see cref="ScimUserRow.Key"/>.</summary>
    void InsertUser(StoredUser user, IReadOnlyList<UserEmail> emails);

    /// <summary>Writes the columns that changed since this transaction locked the row, or all of them if it did not. Writes body and addresses unless null.</summary>
    void UpdateUser(ScimUserRow row, byte[]? json, IReadOnlyList<UserEmail>? emails);

    void DeleteUser(long userKey);

    void InsertGroup(StoredGroup group);

    void UpdateGroup(ScimGroupRow row, byte[]? json);

    /// <summary>Deletes the row with its body and memberships.</summary>
    void DeleteGroup(long groupKey);

    /// <summary>The users with these IDs, as far as they exist.</summary>
    IReadOnlyList<MemberTarget> ResolveMembers(int integrationKey, IReadOnlyCollection<Guid> ids);

    /// <summary>The membership rows of these users in the group, including removed ones that Looker may still have.</summary>
    IReadOnlyList<MembershipRow> LockMemberships(long groupKey, IReadOnlyCollection<long> userKeys);

    IReadOnlyList<MembershipRow> LockMembershipsOfGroup(long groupKey);

    IReadOnlyList<MembershipRow> LockMembershipsOfUser(long userKey);

    void InsertMembership(MembershipRow row);

    void UpdateMembership(MembershipRow row);

    void DeleteMembership(long groupKey, long userKey);

    /// <summary>Moves a version of this user's groups, because they now show the user differently or no longer. Call it before memberships are removed, and after they are restored.</summary>
    void MoveVersionsOfGroups(long userKey, DateTimeOffset now);

    /// <summary>The group now shows other members, although nobody wrote to it.</summary>
    void MoveMembersVersion(long groupKey, DateTimeOffset now);

    /// <summary>Adds these differences to the integration's counts.</summary>
    /// <param name="active">The difference in active users.</param>
    void Count(int integrationKey, int users = 0, int active = 0, int groups = 0, int memberships = 0);

    /// <summary>Makes the group's roles due, because it has to lose them or get them back.</summary>
    /// <returns>What has to be applied for that.</returns>
    IReadOnlyList<(RowId Row, long Generation)> LeaveRoles(long groupKey, Guid? requestId, DateTimeOffset now, IntegrationMode mode);

    /// <summary>Another group takes over the row. What was mapped to the old group is not mapped to the new one.</summary>
    void ForgetRoles(long groupKey, DateTimeOffset now, IntegrationMode mode);

    /// <summary>The integration's mappings of users, locked until the commit.</summary>
    MappingSet Mappings(int integrationKey);

    /// <summary>The statements for the deletion guard and held changes, in the same transaction.</summary>
    IHeldWriter Held { get; }

    /// <summary>What refused writes found, in the same transaction.</summary>
    IUndoneWriteStore Undone { get; }

    void Append(ProvisioningEntry entry);

    /// <summary>The log rows of waiting requests will be settled together with a later request.</summary>
    void Overtake(IReadOnlyCollection<Guid> requestIds, Guid byRequestId);

    /// <summary>The later request is applied, and with it the requests that it overtook, unless they have rows that still wait.</summary>
    void SettleOvertaken(Guid byRequestId, DateTimeOffset now);

    /// <summary>The log rows of requests that an undone one had overtaken wait on their own again.</summary>
    void WaitAgain(IReadOnlyCollection<Guid> requestIds, Guid undone);

    /// <summary>Records in the log that a request was undone.</summary>
    void RecordRefusal(Guid requestId, ScimException refusal);
}

/// <summary>Two resources may not share this value.</summary>
public sealed class DuplicateException(string attribute, Exception? inner = null)
    : Exception($"Another resource has the same {attribute}.", inner)
{
    public string Attribute { get; } = attribute;
}
