using System.Data.Common;
using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Scim;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Directory;

/// <summary>Directory statements inside the writer's transaction.</summary>
internal sealed class DirectoryWriter : DirectoryReader, IDirectoryWriter
{
    private static readonly HashSet<string> UserUnique = ["user_name_norm", "looker_user_id", "deleted_at"];
    private static readonly HashSet<string> GroupUnique = ["display_name_norm", "looker_group_id", "deleted_at"];

    private readonly WriteSession _session;
    private readonly LockedRows<ScimUserRow> _users;
    private readonly LockedRows<ScimGroupRow> _groups;
    private readonly Dictionary<(long GroupKey, long UserKey), (bool Desired, AppliedMembership Applied)> _memberships = [];

    /// <exception cref="InvalidOperationException">The work did not name its integration.</exception>
    public DirectoryWriter(WriteSession session)
        : base(session)
    {
        session.RequireIntegration();
        _session = session;
        _users = new(session, "scim_users", UserColumnMap.Names, UserUnique, UserColumnMap.Values, row => row.Copy());
        _groups = new(session, "scim_groups", GroupColumnMap.Names, GroupUnique, GroupColumnMap.Values, row => row.Copy());
        Held = new HeldWriter(session);
    }

    public IHeldWriter Held { get; }

    public IUndoneWriteStore Undone => new UndoneWriteStatements(_session);

    public StoredUser? LockUser(int integrationKey, Guid id)
    {
        var user = FindUser(integrationKey, id, Session.Dialect.ForUpdate);
        Locked(user?.Row);
        return user;
    }

    public StoredGroup? LockGroup(int integrationKey, Guid id)
    {
        var group = FindGroup(integrationKey, id, Session.Dialect.ForUpdate);
        Locked(group?.Row);
        return group;
    }

    public ScimUserRow? LockUserRow(long userKey) => Locked(Session.First(
        $"SELECT {UserColumnMap.Select} FROM scim_users u WHERE u.key = @p0{Session.Dialect.ForUpdate}", UserColumnMap.Read, userKey));

    public ScimGroupRow? LockGroupRow(long groupKey) => Locked(Session.First(
        $"SELECT {GroupColumnMap.Select} FROM scim_groups g WHERE g.key = @p0{Session.Dialect.ForUpdate}", GroupColumnMap.Read, groupKey));

    public bool IsProtectedAddress(int integrationKey, string addressNorm) => Session.Scalar(
        "SELECT 1 FROM protected_accounts WHERE integration_key = @p0 AND address_norm = @p1", integrationKey, addressNorm) is not null;

    public ScimUserRow? LockTombstone(int integrationKey, string lookerEmailNorm) => Locked(Session.First(
        $"""
        SELECT {UserColumnMap.Select} FROM scim_users u
        WHERE u.integration_key = @p0 AND u.looker_email_norm = @p1 AND u.deleted_at IS NOT NULL
        ORDER BY u.key DESC LIMIT 1{Session.Dialect.ForUpdate}
        """,
        UserColumnMap.Read,
        integrationKey,
        lookerEmailNorm));

    public ScimUserRow? LockUserOfLooker(int integrationKey, string lookerUserId) => Locked(Session.First(
        $"SELECT {UserColumnMap.Select} FROM scim_users u WHERE u.integration_key = @p0 AND u.looker_user_id = @p1{Session.Dialect.ForUpdate}",
        UserColumnMap.Read,
        integrationKey,
        lookerUserId));

    public ScimGroupRow? LockGroupTombstone(int integrationKey, string displayNameNorm) => Locked(Session.First(
        $"""
        SELECT {GroupColumnMap.Select} FROM scim_groups g
        WHERE g.integration_key = @p0 AND g.display_name_norm = @p1 AND g.deleted_at IS NOT NULL
        ORDER BY g.key DESC LIMIT 1{Session.Dialect.ForUpdate}
        """,
        GroupColumnMap.Read,
        integrationKey,
        displayNameNorm));

    /// <summary>Our group with this Looker ID.</summary>
    public ScimGroupRow? LockGroupOfLooker(int integrationKey, string lookerGroupId) => Session.First(
        $"SELECT {GroupColumnMap.Select} FROM scim_groups g WHERE g.integration_key = @p0 AND g.looker_group_id = @p1{Session.Dialect.ForUpdate}",
        GroupColumnMap.Read,
        integrationKey,
        lookerGroupId);

    public void InsertUser(StoredUser user, IReadOnlyList<UserEmail> emails)
    {
        user.Row.Key = Convert.ToInt64(Guarded(() => Session.Scalar(UserColumnMap.Insert, UserColumnMap.Values(user.Row))));
        Session.Run("INSERT INTO scim_user_bodies (user_key, json) VALUES (@p0, @p1)", user.Row.Key, user.Json);
        InsertEmails(user.Row, emails);
        Note(AccessNotes.Of(null, user.Row));
        Note(AccessNotes.AttributesOf(null, user.Row));
        Note(AccessNotes.NameOf(null, user.Row));
    }

    public void UpdateUser(ScimUserRow row, byte[]? json, IReadOnlyList<UserEmail>? emails)
    {
        var before = _users.Find(row.Key);
        Note(AccessNotes.Of(before, row));
        Note(AccessNotes.AttributesOf(before, row));
        Note(AccessNotes.NameOf(before, row));
        Guarded(() => _users.Update(row.Key, row));
        if (json is not null)
        {
            Session.Run(
                """
                INSERT INTO scim_user_bodies (user_key, json) VALUES (@p0, @p1)
                ON CONFLICT (user_key) DO UPDATE SET json = excluded.json
                """,
                row.Key,
                json);
        }

        if (emails is not null && !SameEmails(row.Key, emails))
        {
            Session.Run("DELETE FROM scim_user_emails WHERE user_key = @p0", row.Key);
            InsertEmails(row, emails);
        }
    }

    public void DeleteUser(long userKey)
    {
        Session.Run("DELETE FROM scim_users WHERE key = @p0", userKey);
        Note(new AccessChange.Ended(AccessScope.User, userKey, AskedToo: true, AccessSource.Scim));
    }

    public void InsertGroup(StoredGroup group)
    {
        group.Row.Key = Convert.ToInt64(Guarded(() => Session.Scalar(GroupColumnMap.Insert, GroupColumnMap.Values(group.Row))));
        Session.Run("INSERT INTO scim_group_bodies (group_key, json) VALUES (@p0, @p1)", group.Row.Key, group.Json);
        Note(AccessNotes.NameOf(null, group.Row));
    }

    public void UpdateGroup(ScimGroupRow row, byte[]? json)
    {
        var before = _groups.Find(row.Key);
        Note(AccessNotes.NameOf(before, row));
        if (before is not null && AccessNotes.AsksRoles(before) != AccessNotes.AsksRoles(row))
        {
            RoleSteps.NoteAsked(_session, RoleSteps.OfGroup(_session, row.Key), row.Key, AccessNotes.AsksRoles(row));
        }

        Guarded(() => _groups.Update(row.Key, row));
        if (json is not null)
        {
            Session.Run("UPDATE scim_group_bodies SET json = @p1 WHERE group_key = @p0", row.Key, json);
        }
    }

    public void DeleteGroup(long groupKey)
    {
        Session.Run("DELETE FROM scim_groups WHERE key = @p0", groupKey);
        Note(new AccessChange.Ended(AccessScope.Group, groupKey, AskedToo: true, AccessSource.Scim));
    }

    public IReadOnlyList<MemberTarget> ResolveMembers(int integrationKey, IReadOnlyCollection<Guid> ids) => ids.Count == 0
        ? []
        : Session.All(
            $"""
            SELECT u.key, u.id, {RowSql.Linked("u")} FROM scim_users u
            WHERE u.id IN ({string.Format(Session.Dialect.JsonTexts, "@p0")}) AND {SqlDialect.NoIndex("u.integration_key")} = @p1 AND u.deleted_at IS NULL
            """,
            reader => new MemberTarget(reader.GetInt64(0), Guid.Parse(reader.GetString(1)), Convert.ToBoolean(reader.GetValue(2))),
            JsonSerializer.Serialize(ids.Select(id => id.ToString("D"))),
            integrationKey);

    public IReadOnlyList<MembershipRow> LockMemberships(long groupKey, IReadOnlyCollection<long> userKeys) => userKeys.Count switch
    {
        0 => [],
        1 => Locked(Session.All(
            $"SELECT {MembershipColumnMap.Select} FROM memberships m WHERE m.group_key = @p0 AND m.user_key = @p1{Session.Dialect.ForUpdate}",
            MembershipColumnMap.Read,
            groupKey,
            userKeys.First())),
        _ => Locked(Session.All(
            $"""
            SELECT {MembershipColumnMap.Select} FROM memberships m
            WHERE m.group_key = @p0 AND m.user_key IN ({string.Format(Session.Dialect.JsonIntegers, "@p1")}){Session.Dialect.ForUpdate}
            """,
            MembershipColumnMap.Read,
            groupKey,
            JsonSerializer.Serialize(userKeys))),
    };

    public IReadOnlyList<MembershipRow> LockMembershipsOfGroup(long groupKey) => Locked(Session.All(
        $"SELECT {MembershipColumnMap.Select} FROM memberships m WHERE m.group_key = @p0{Session.Dialect.ForUpdate}", MembershipColumnMap.Read, groupKey));

    public IReadOnlyList<MembershipRow> LockMembershipsOfUser(long userKey) => Locked(Session.All(
        $"SELECT {MembershipColumnMap.Select} FROM memberships m WHERE m.user_key = @p0{Session.Dialect.ForUpdate}", MembershipColumnMap.Read, userKey));

    public void InsertMembership(MembershipRow row)
    {
        Session.Run(MembershipColumnMap.Insert, MembershipColumnMap.Values(row));
        Note(AccessNotes.Of(null, AppliedMembership.Absent, row));
        Remember(row);
    }

    public void UpdateMembership(MembershipRow row)
    {
        Session.Run(MembershipColumnMap.Update, MembershipColumnMap.Values(row));
        (bool Desired, AppliedMembership Applied)? before = _memberships.TryGetValue((row.GroupKey, row.UserKey), out var known) ? known : null;
        Note(AccessNotes.Of(before?.Desired, before?.Applied, row));
        Remember(row);
    }

    public void DeleteMembership(long groupKey, long userKey)
    {
        Session.Run("DELETE FROM memberships WHERE group_key = @p0 AND user_key = @p1", groupKey, userKey);
        bool? had = _memberships.Remove((groupKey, userKey), out var known) && known.Applied == AppliedMembership.Absent ? null : false;
        Note(new AccessChange.Part(AccessPart.Membership(groupKey, userKey), 0, 0, Asked: false, had, AccessSource.Scim, null));
    }

    public void MoveVersionsOfGroups(long userKey, DateTimeOffset now)
    {
        _groups.Forget();
        Session.Run(
            """
            UPDATE scim_groups SET members_version = members_version + 1, updated_at = @p1
            WHERE key IN (SELECT m.group_key FROM memberships m WHERE m.user_key = @p0)
            """,
            userKey,
            now.ToUnixTimeMilliseconds());
    }

    public void MoveMembersVersion(long groupKey, DateTimeOffset now)
    {
        _groups.Forget();
        Session.Run(
            "UPDATE scim_groups SET members_version = members_version + 1, updated_at = @p1 WHERE key = @p0", groupKey, now.ToUnixTimeMilliseconds());
    }

    public void Count(int integrationKey, int users, int active, int groups, int memberships)
    {
        if (users != 0 || active != 0 || groups != 0 || memberships != 0)
        {
            Session.Run(
                """
                INSERT INTO integration_counters (integration_key, users, active_users, groups, memberships) VALUES (@p0, @p1, @p2, @p3, @p4)
                ON CONFLICT (integration_key) DO UPDATE SET
                    users = integration_counters.users + excluded.users,
                    active_users = integration_counters.active_users + excluded.active_users,
                    groups = integration_counters.groups + excluded.groups,
                    memberships = integration_counters.memberships + excluded.memberships
                """,
                integrationKey,
                users,
                active,
                groups,
                memberships);
        }
    }

    public IReadOnlyList<(RowId Row, long Generation)> LeaveRoles(long groupKey, Guid? requestId, DateTimeOffset now, IntegrationMode mode) =>
        RoleSteps.MakeDue(_session, groupKey, DueKind.Removal, requestId, now, mode);

    public void ForgetRoles(long groupKey, DateTimeOffset now, IntegrationMode mode)
    {
        RoleSteps.MakeDue(_session, groupKey, DueKind.Removal, null, now, mode);
        RoleSteps.NoteAsked(_session, RoleSteps.OfGroup(_session, groupKey), groupKey, isAsked: false);
        Session.Run("DELETE FROM group_roles WHERE group_key = @p0", groupKey);
    }

    public MappingSet Mappings(int integrationKey) => MappingSet.Parse((string?)Session.Scalar(
        $"SELECT attributes FROM integration_mappings WHERE integration_key = @p0{Session.Dialect.ForShare}", integrationKey));

    public void Append(ProvisioningEntry entry) => ProvisioningLogStatements.Append(Session, entry);

    public void Overtake(IReadOnlyCollection<Guid> requestIds, Guid byRequestId) => ProvisioningLogStatements.Overtake(Session, requestIds, byRequestId);

    public void SettleOvertaken(Guid byRequestId, DateTimeOffset now) => ProvisioningLogStatements.SettleOvertaken(Session, byRequestId, now);

    public void WaitAgain(IReadOnlyCollection<Guid> requestIds, Guid undone) => ProvisioningLogStatements.WaitAgain(Session, requestIds, undone);

    public void RecordRefusal(Guid requestId, ScimException refusal) => ProvisioningLogStatements.RecordRefusal(Session, requestId, refusal);

    private ScimUserRow? Locked(ScimUserRow? row)
    {
        if (row is not null)
        {
            _users.Note(row.Key, row);
        }

        return row;
    }

    private List<MembershipRow> Locked(List<MembershipRow> rows)
    {
        rows.ForEach(Remember);
        return rows;
    }

    private void Remember(MembershipRow row) => _memberships[(row.GroupKey, row.UserKey)] = (row.Desired, row.Applied);

    private void Note(AccessChange? change)
    {
        if (change is not null)
        {
            _session.Access.Note(change);
        }
    }

    private void Note(IEnumerable<AccessChange> changes)
    {
        foreach (var change in changes)
        {
            _session.Access.Note(change);
        }
    }

    private ScimGroupRow? Locked(ScimGroupRow? row)
    {
        if (row is not null)
        {
            _groups.Note(row.Key, row);
        }

        return row;
    }

    private bool SameEmails(long userKey, IReadOnlyList<UserEmail> emails)
    {
        var stored = Session.All(
            "SELECT value_norm, type_norm FROM scim_user_emails WHERE user_key = @p0 ORDER BY ordinal",
            reader => (reader.GetString(0), SyncColumnMap.Text(reader, 1)),
            userKey);
        return stored.SequenceEqual(emails.Select(e => (e.ValueNorm, e.TypeNorm)));
    }

    private void InsertEmails(ScimUserRow row, IReadOnlyList<UserEmail> emails)
    {
        foreach (var email in emails)
        {
            Session.Run(
                """
                INSERT INTO scim_user_emails (user_key, ordinal, organization_key, integration_key, value_norm, type_norm)
                VALUES (@p0, @p1, @p2, @p3, @p4, @p5)
                """,
                row.Key,
                email.Ordinal,
                row.OrganizationKey,
                row.IntegrationKey,
                email.ValueNorm,
                email.TypeNorm);
        }
    }

    private static void Guarded(Action statement) => Guarded(() =>
    {
        statement();
        return true;
    });

    /// <exception cref="DuplicateException">A unique index refused the row.</exception>
    private static T Guarded<T>(Func<T> statement)
    {
        try
        {
            return statement();
        }
        catch (DbException e) when (UniqueViolation.AttributeOf(e) is { } attribute)
        {
            throw new DuplicateException(attribute, e);
        }
    }
}
