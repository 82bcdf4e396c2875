using System.Data.Common;
using System.Text.Json;
using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Directory;

/// <summary>Directory reads on one session. Every statement is limited to the integration, or to a key that was found in it.</summary>
internal class DirectoryReader(DbSession session) : IDirectoryReader
{
    private static readonly string SelectUser =
        $"SELECT {UserColumnMap.Select}, b.json FROM scim_users u JOIN scim_user_bodies b ON b.user_key = u.key";

    private static readonly string SelectGroup =
        $"SELECT {GroupColumnMap.Select}, b.json FROM scim_groups g JOIN scim_group_bodies b ON b.group_key = g.key";

    private const string ViewUsers =
        "SELECT u.key, u.id, u.version, u.created_at, u.updated_at, u.looker_user_id, b.json FROM scim_users u JOIN scim_user_bodies b ON b.user_key = u.key";

    private const string ViewGroups =
        "SELECT g.key, g.id, g.version, g.created_at, g.updated_at, g.looker_group_id, g.members_version, b.json FROM scim_groups g JOIN scim_group_bodies b ON b.group_key = g.key";

    private const string ViewRoles = "SELECT r.key, r.id, r.version, r.created_at, r.updated_at, r.display_name FROM scim_roles r";

    protected DbSession Session { get; } = session;

    public StoredUser? FindUser(int integrationKey, Guid id) => FindUser(integrationKey, id, "");

    public StoredGroup? FindGroup(int integrationKey, Guid id) => FindGroup(integrationKey, id, "");

    public UserView? ViewUser(int integrationKey, Guid id) => Session.First(
        ViewUsers + " WHERE u.id = @p0 AND u.integration_key = @p1 AND u.deleted_at IS NULL", UserViewOf, id.ToString("D"), integrationKey);

    public GroupView? ViewGroup(int integrationKey, Guid id) => Session.First(
        ViewGroups + " WHERE g.id = @p0 AND g.integration_key = @p1 AND g.deleted_at IS NULL", GroupViewOf, id.ToString("D"), integrationKey);

    public RoleView? ViewRole(int integrationKey, Guid id) => Session.First(
        ViewRoles + " WHERE r.id = @p0 AND r.integration_key = @p1", RoleViewOf, id.ToString("D"), integrationKey);

    public IReadOnlyList<GroupReference> GroupsOf(long userKey) => Session.All(
        """
        SELECT g.id, g.display_name FROM memberships m JOIN scim_groups g ON g.key = m.group_key
        WHERE m.user_key = @p0 AND m.desired = 1 AND g.deleted_at IS NULL ORDER BY m.group_key
        """,
        reader => new GroupReference(Guid.Parse(reader.GetString(0)), reader.GetString(1)),
        userKey);

    public ILookup<long, GroupReference> GroupsOf(IReadOnlyCollection<long> userKeys) => Session.All(
        $"""
        SELECT m.user_key, g.id, g.display_name FROM memberships m JOIN scim_groups g ON g.key = m.group_key
        WHERE m.user_key IN ({string.Format(Session.Dialect.JsonIntegers, "@p0")}) AND m.desired = 1 AND g.deleted_at IS NULL
        ORDER BY m.user_key, m.group_key
        """,
        reader => (UserKey: reader.GetInt64(0), Group: new GroupReference(Guid.Parse(reader.GetString(1)), reader.GetString(2))),
        JsonSerializer.Serialize(userKeys)).ToLookup(row => row.UserKey, row => row.Group);

    public IReadOnlyList<Member> MembersOf(long groupKey, long afterUserKey, int count) => Session.All(
        """
        SELECT m.user_key, u.id, u.display FROM memberships m JOIN scim_users u ON u.key = m.user_key
        WHERE m.group_key = @p0 AND m.user_key > @p1 AND m.desired = 1 ORDER BY m.user_key LIMIT @p2
        """,
        reader => new Member(reader.GetInt64(0), Guid.Parse(reader.GetString(1)), reader.GetString(2)),
        groupKey,
        afterUserKey,
        count);

    public RequestOutcome? FindOutcome(int integrationKey, Guid requestId) => Session.First(
        """
        SELECT method, resource_type, scim_id, external_id, status, sync, error_type, error_code, detail, at, settled_at
        FROM provisioning_log WHERE request_id = @p0 AND integration_key = @p1
        """,
        reader => new RequestOutcome
        {
            RequestId = requestId,
            Method = reader.GetString(0),
            ResourceType = SyncColumnMap.Text(reader, 1),
            ScimId = SyncColumnMap.Text(reader, 2) is { } id ? Guid.Parse(id) : null,
            ExternalId = SyncColumnMap.Text(reader, 3),
            Status = reader.GetInt32(4),
            Sync = (SyncState)reader.GetInt32(5),
            ErrorType = SyncColumnMap.Text(reader, 6),
            ErrorCode = SyncColumnMap.Text(reader, 7),
            Detail = SyncColumnMap.Text(reader, 8),
            At = SyncColumnMap.Time(reader, 9),
            SettledAt = reader.IsDBNull(10) ? null : SyncColumnMap.Time(reader, 10),
        },
        requestId.ToString("D"),
        integrationKey);

    public ListPage<UserView> ListUsers(int integrationKey, ListRequest request) =>
        new ListQueryRunner<UserView>(Session, ListSource.Users, ViewUsers, UserViewOf, user => user.Json.Length).Run(integrationKey, request);

    public ListPage<GroupView> ListGroups(int integrationKey, ListRequest request) =>
        new ListQueryRunner<GroupView>(Session, ListSource.Groups, ViewGroups, GroupViewOf, group => group.Json.Length).Run(integrationKey, request);

    public ListPage<RoleView> ListRoles(int integrationKey, ListRequest request) =>
        new ListQueryRunner<RoleView>(Session, ListSource.Roles, ViewRoles, RoleViewOf, role => role.DisplayName.Length).Run(integrationKey, request);

    protected StoredUser? FindUser(int integrationKey, Guid id, string suffix) => Session.First(
        $"{SelectUser} WHERE u.id = @p0 AND u.integration_key = @p1 AND u.deleted_at IS NULL{suffix}",
        reader => new StoredUser(UserColumnMap.Read(reader), reader.GetFieldValue<byte[]>(UserColumnMap.Next)),
        id.ToString("D"),
        integrationKey);

    protected StoredGroup? FindGroup(int integrationKey, Guid id, string suffix) => Session.First(
        $"{SelectGroup} WHERE g.id = @p0 AND g.integration_key = @p1 AND g.deleted_at IS NULL{suffix}",
        reader => new StoredGroup(GroupColumnMap.Read(reader), reader.GetFieldValue<byte[]>(GroupColumnMap.Next)),
        id.ToString("D"),
        integrationKey);

    private static UserView UserViewOf(DbDataReader reader) => new(
        reader.GetInt64(0),
        Guid.Parse(reader.GetString(1)),
        reader.GetInt64(2),
        SyncColumnMap.Time(reader, 3),
        SyncColumnMap.Time(reader, 4),
        SyncColumnMap.Text(reader, 5),
        reader.GetFieldValue<byte[]>(6));

    private static GroupView GroupViewOf(DbDataReader reader) => new(
        reader.GetInt64(0),
        Guid.Parse(reader.GetString(1)),
        reader.GetInt64(2),
        SyncColumnMap.Time(reader, 3),
        SyncColumnMap.Time(reader, 4),
        SyncColumnMap.Text(reader, 5),
        reader.GetInt64(6),
        reader.GetFieldValue<byte[]>(7));

    private static RoleView RoleViewOf(DbDataReader reader) => new(
        reader.GetInt64(0),
        Guid.Parse(reader.GetString(1)),
        reader.GetInt64(2),
        SyncColumnMap.Time(reader, 3),
        SyncColumnMap.Time(reader, 4),
        reader.GetString(5));
}
