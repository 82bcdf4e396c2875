using Scimify.Core.Audit;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;

namespace Scimify.Core.Directory;

/// <summary>Where users, groups and memberships are kept. Implemented in <c>Persistence</c>.</summary>
public interface IDirectoryStore
{
    /// <summary>
    /// Runs the work in one transaction; nobody else, on this server or another, writes to the integration meanwhile. What
    /// it throws undoes it and reaches the caller.
    /// </summary>
    Task<T> WriteAsync<T>(int integrationKey, Func<IDirectoryWriter, T> work, CancellationToken ct);

    /// <summary>Runs the work on a connection that sees the last committed write.</summary>
    ValueTask<T> ReadAsync<T>(Func<IDirectoryReader, T> work, CancellationToken ct);
}

/// <summary>Reads by key; deleted resources are not found unless a method says otherwise.</summary>
public interface IDirectoryReader
{
    StoredUser? FindUser(int integrationKey, Guid id);

    StoredGroup? FindGroup(int integrationKey, Guid id);

    UserView? ViewUser(int integrationKey, Guid id);

    GroupView? ViewGroup(int integrationKey, Guid id);

    IReadOnlyList<GroupReference> GroupsOf(long userKey);

    /// <summary>The groups of several users, by user key.</summary>
    ILookup<long, GroupReference> GroupsOf(IReadOnlyCollection<long> userKeys);

    /// <summary>A part of a group's members in the order of their keys.</summary>
    /// <param name="groupKey">The group.</param>
    /// <param name="afterUserKey">0 for the first part, then the last key seen.</param>
    /// <param name="count">At most this many; fewer mean the end.</param>
    IReadOnlyList<Member> MembersOf(long groupKey, long afterUserKey, int count);

    ListPage<UserView> ListUsers(int integrationKey, ListRequest request);

    ListPage<GroupView> ListGroups(int integrationKey, ListRequest request);
}

/// <summary>Statements of one transaction. Uniqueness is the database's: a clash throws <see cref="DuplicateException"/>.</summary>
public interface IDirectoryWriter : IDirectoryReader
{
    /// <summary>As <see cref="IDirectoryReader.FindUser"/>, kept from other nodes until the commit.</summary>
    StoredUser? LockUser(int integrationKey, Guid id);

    StoredGroup? LockGroup(int integrationKey, Guid id);

    ScimUserRow? LockUserRow(long userKey);

    ScimGroupRow? LockGroupRow(long groupKey);

    /// <summary>True when the integration's list of protected accounts has the normalised address.</summary>
    bool IsProtectedAddress(int integrationKey, string addressNorm);

    /// <summary>A deleted user whose Looker account is still ours, by normalised address.</summary>
    ScimUserRow? LockTombstone(int integrationKey, string lookerEmailNorm);

    /// <summary>A deleted group that is still to be removed from Looker, by normalised name.</summary>
    ScimGroupRow? LockGroupTombstone(int integrationKey, string displayNameNorm);

    /// <summary>Inserts row, body and addresses; sets <see cref="ScimUserRow.Key"/>.</summary>
    void InsertUser(StoredUser user, IReadOnlyList<UserEmail> emails);

    /// <summary>Writes the whole row; body and addresses too unless null.</summary>
    void UpdateUser(ScimUserRow row, byte[]? json, IReadOnlyList<UserEmail>? emails);

    void DeleteUser(long userKey);

    void InsertGroup(StoredGroup group);

    void UpdateGroup(ScimGroupRow row, byte[]? json);

    /// <summary>Removes the row with its body and memberships.</summary>
    void DeleteGroup(long groupKey);

    /// <summary>The users with these ids, those that exist.</summary>
    IReadOnlyList<MemberTarget> ResolveMembers(int integrationKey, IReadOnlyCollection<Guid> ids);

    /// <summary>Membership rows of these users in the group, removed ones that Looker may still have included.</summary>
    IReadOnlyList<MembershipRow> LockMemberships(long groupKey, IReadOnlyCollection<long> userKeys);

    IReadOnlyList<MembershipRow> LockMembershipsOfGroup(long groupKey);

    IReadOnlyList<MembershipRow> LockMembershipsOfUser(long userKey);

    void InsertMembership(MembershipRow row);

    void UpdateMembership(MembershipRow row);

    void DeleteMembership(long groupKey, long userKey);

    /// <summary>The groups of this user show something else of it now, or not any more: a version of theirs moves. Before memberships are removed, after they are restored.</summary>
    void MoveVersionsOfGroups(long userKey, DateTimeOffset now);

    /// <summary>The group shows other members now, although nobody wrote to it.</summary>
    void MoveMembersVersion(long groupKey, DateTimeOffset now);

    /// <summary>Moves the counts of an integration by these differences.</summary>
    /// <param name="active">Of the users, those that are active.</param>
    void Count(int integrationKey, int users = 0, int active = 0, int groups = 0, int memberships = 0);

    /// <summary>The group is to leave the Looker roles that it has, or to have them again.</summary>
    /// <returns>What has to be applied for it.</returns>
    IReadOnlyList<(RowId Row, long Generation)> LeaveRoles(long groupKey, Guid? requestId, DateTimeOffset now, IntegrationMode mode);

    /// <summary>Another group takes the row over: what was mapped to the old one is not its own.</summary>
    void ForgetRoles(long groupKey, DateTimeOffset now, IntegrationMode mode);

    /// <summary>How users of the integration are mapped, kept so until the commit.</summary>
    MappingSet Mappings(int integrationKey);

    /// <summary>The deletion guard's and the held changes' statements in the same transaction.</summary>
    IHeldWriter Held { get; }

    void Append(ProvisioningEntry entry);

    /// <summary>Log rows of requests that wait for Looker are settled together with a newer one.</summary>
    void Overtake(IReadOnlyCollection<Guid> requestIds, Guid byRequestId);

    /// <summary>The newer request is applied: with it those that it overtook, unless rows of their own still wait.</summary>
    void SettleOvertaken(Guid byRequestId, DateTimeOffset now);

    /// <summary>The log row of a request that was undone says so.</summary>
    void RecordRefusal(Guid requestId, int status, string? errorType, string detail);
}

/// <summary>Two resources may not share this value.</summary>
public sealed class DuplicateException(string attribute, Exception? inner = null)
    : Exception($"Another resource has the same {attribute}.", inner)
{
    public string Attribute { get; } = attribute;
}
