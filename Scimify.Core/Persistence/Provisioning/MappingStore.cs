using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Mappings in the database, and the users who follow them.</summary>
internal sealed class MappingStore(ScimifyDatabase database, TimeProvider clock) : IMappingStore
{
    private const int SweptAtOnce = 50;

    private static readonly string Users =
        $"SELECT {UserColumnMap.Select}, b.json FROM scim_users u JOIN scim_user_bodies b ON b.user_key = u.key "
        + "WHERE u.integration_key = @p0 AND u.key > @p1 AND u.deleted_at IS NULL ORDER BY u.key LIMIT @p2";

    public async Task<StoredMappings> ReadAsync(int integrationKey, CancellationToken ct) => await database.ReadAsync(integrationKey, session => Read(session, integrationKey, ""), ct);

    public async Task<IReadOnlyDictionary<Guid, (long Key, string Name)>> GroupsAsync(int integrationKey, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        await database.ReadAsync(integrationKey, session => Groups(session, integrationKey, ids), ct);

    public async Task<IReadOnlyList<StoredUser>> UsersAsync(int integrationKey, long after, int most, CancellationToken ct) =>
        await database.ReadAsync(integrationKey, session => ReadUsers(session, Users, integrationKey, after, most), ct);

    public Task<bool> SaveAsync(int integrationKey, CheckedMappings mappings, Func<StoredMappings, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        integrationKey,
        session =>
        {
            session.Execute("INSERT INTO integration_mappings (integration_key, version) VALUES (@p0, 0) ON CONFLICT (integration_key) DO NOTHING", integrationKey);
            session.Execute("INSERT INTO mapping_progress (integration_key, compared_to) VALUES (@p0, 0) ON CONFLICT (integration_key) DO NOTHING", integrationKey);
            var stored = Read(session, integrationKey, session.Dialect.ForUpdate);
            MappingService.RequireVersion(stored, mappings.Version);
            RequireGroups(session, integrationKey, mappings.Roles);
            var attributes = mappings.Attributes.Store();
            var sweeps = attributes != stored.Attributes.Store();
            var roles = MappingService.ChangedRoles(stored, mappings);
            var again = stored.Roles.Where(r => r.State == SyncState.Failed).Select(r => r.RoleId).ToHashSet();
            if (!sweeps && roles.Count + again.Count == 0)
            {
                return false;
            }

            session.Execute("UPDATE integration_mappings SET attributes = @p1, version = version + 1 WHERE integration_key = @p0", integrationKey, attributes);
            if (sweeps)
            {
                session.Execute("UPDATE mapping_progress SET swept_to = 0, compared_to = 0 WHERE integration_key = @p0", integrationKey);
                session.Execute($"DELETE FROM drift_items WHERE integration_key = @p0 AND kind = {DriftKind.AttributeChanged:D} AND state <> {DriftState.Ignored:D}", integrationKey);
            }

            if (roles.Count + again.Count > 0)
            {
                SaveRoles(session, integrationKey, stored, mappings.Roles, [.. roles, .. again]);
            }

            session.AppendAudit(audit(stored));
            session.Announce(new ServerNews.IntegrationChanged(integrationKey));
            return true;
        },
        ct);

    private static Dictionary<Guid, (long Key, string Name)> Groups(DbSession session, int integrationKey, IEnumerable<Guid> ids) => session.All(
        $"""
        SELECT g.id, g.key, g.display_name FROM scim_groups g
        WHERE g.id IN ({string.Format(session.Dialect.JsonTexts, "@p0")}) AND {SqlDialect.NoIndex("g.integration_key")} = @p1 AND g.deleted_at IS NULL
        """,
        row => (Id: Guid.Parse(row.GetString(0)), Key: row.GetInt64(1), Name: row.GetString(2)),
        System.Text.Json.JsonSerializer.Serialize(ids.Select(id => id.ToString("D"))),
        integrationKey).ToDictionary(g => g.Id, g => (g.Key, g.Name));

    /// <summary>The groups existed when the input was checked, but Looker has been called since.</summary>
    /// <exception cref="ConflictException">One of them no longer exists.</exception>
    private static void RequireGroups(WriteSession session, int integrationKey, IReadOnlyList<MappedRole> roles)
    {
        var there = roles.Count == 0 ? [] : Groups(session, integrationKey, roles.Select(r => r.GroupId).Distinct());
        if (roles.FirstOrDefault(r => !there.ContainsKey(r.GroupId)) is { } gone)
        {
            throw new ConflictException($"The group “{gone.GroupName}” has been deleted meanwhile: nothing is saved.");
        }
    }

    public async Task<int?> SweepAsync(CancellationToken ct)
    {
        var waiting = await database.ReadAsync(
            session => session.Scalar("SELECT integration_key FROM mapping_progress WHERE swept_to IS NOT NULL ORDER BY integration_key LIMIT 1"), ct);
        if (waiting is null)
        {
            return null;
        }

        var integrationKey = Convert.ToInt32(waiting);
        await database.WriteAsync(integrationKey, session => Sweep(session, integrationKey), ct);
        return integrationKey;
    }

    private void Sweep(WriteSession session, int integrationKey)
    {
        var writer = new DirectoryWriter(session);
        var mappings = writer.Mappings(integrationKey);
        if (session.Scalar($"SELECT swept_to FROM mapping_progress WHERE integration_key = @p0{session.Dialect.ForUpdate}", integrationKey) is not { } from)
        {
            return;
        }

        var mode = Mode(session, integrationKey);
        var users = ReadUsers(session, Users + session.Dialect.ForUpdate, integrationKey, Convert.ToInt64(from), SweptAtOnce);
        foreach (var user in users)
        {
            Bring(writer, user.Row, mappings.DesiredOf(ScimJson.ParseObject(user.Json)), mode);
        }

        session.Execute(
            "UPDATE mapping_progress SET swept_to = @p1 WHERE integration_key = @p0", integrationKey, users.Count < SweptAtOnce ? null : users[^1].Row.Key);
    }

    private void Bring(DirectoryWriter writer, ScimUserRow row, string? desired, IntegrationMode mode)
    {
        if (row.LookerAttributes == desired)
        {
            return;
        }

        var changes = MappingEffect.Of(row, desired);
        row.LookerAttributes = desired;
        if (changes.Count > 0)
        {
            // What is waiting already keeps its lane, and the request that waits for it.
            var (kind, request) = row.Due == DueKind.None ? (DueKind.Background, null) : (row.Due, row.RequestId);
            row.Want(kind, request, clock.GetUtcNow(), mode);
        }

        writer.UpdateUser(row, null, null);
    }

    private void SaveRoles(WriteSession session, int integrationKey, StoredMappings stored, IReadOnlyList<MappedRole> wanted, HashSet<string> changed)
    {
        var now = clock.GetUtcNow();
        var mode = Mode(session, integrationKey);
        var organizationKey = Convert.ToInt32(session.Scalar("SELECT organization_key FROM integrations WHERE key = @p0", integrationKey));
        foreach (var roleId in changed.Order(StringComparer.Ordinal))
        {
            var before = stored.Roles.Where(r => r.RoleId == roleId).Select(r => r.GroupKey).ToHashSet();
            var after = wanted.Where(r => r.RoleId == roleId).ToList();
            var rows = RoleSteps.Lock(session, integrationKey, roleId) is { } known ? [known] : Array.Empty<LookerRoleRow>();
            foreach (var left in before.Except(after.Select(r => r.GroupKey)))
            {
                RoleSteps.NoteAsked(session, rows, left, isAsked: false);
                session.Execute("DELETE FROM group_roles WHERE group_key = @p0 AND role_id = @p1", left, roleId);
            }

            foreach (var role in after.Where(r => !before.Contains(r.GroupKey)))
            {
                session.Execute("INSERT INTO group_roles (group_key, role_id, integration_key) VALUES (@p0, @p1, @p2)", role.GroupKey, roleId, integrationKey);
            }

            var kind = before.Except(after.Select(r => r.GroupKey)).Any() ? DueKind.Removal : DueKind.Change;
            if (rows is [var row])
            {
                row.Name = after.Count > 0 ? after[0].RoleName : row.Name;
                row.Want(row.Due == DueKind.Removal ? DueKind.Removal : kind, null, now, mode);
                RoleSteps.Update(session, row);
            }
            else
            {
                row = new LookerRoleRow
                {
                    Id = Guid.CreateVersion7(now),
                    OrganizationKey = organizationKey,
                    IntegrationKey = integrationKey,
                    RoleId = roleId,
                    Name = after[0].RoleName,
                };
                row.Want(kind, null, now, mode);
                session.Execute(RoleColumnMap.Insert, RoleColumnMap.Values(row));
            }

            foreach (var role in after.Where(r => !before.Contains(r.GroupKey)))
            {
                RoleSteps.NoteAsked(session, [row], role.GroupKey, isAsked: true);
            }
        }
    }

    private static StoredMappings Read(DbSession session, int integrationKey, string forUpdate)
    {
        var (version, attributes) = session.All(
            $"SELECT version, attributes FROM integration_mappings WHERE integration_key = @p0{forUpdate}",
            row => (row.GetInt64(0), SyncColumnMap.Text(row, 1)),
            integrationKey).FirstOrDefault();
        var roles = session.All(
            """
            SELECT m.group_key, g.id, g.display_name, m.role_id, r.name, r.sync_state, r.sync_error FROM group_roles m
            JOIN scim_groups g ON g.key = m.group_key
            JOIN looker_roles r ON r.integration_key = m.integration_key AND r.role_id = m.role_id
            WHERE m.integration_key = @p0 AND g.deleted_at IS NULL ORDER BY g.display_name_norm, g.key, r.name, r.key
            """,
            row => new StoredRole(
                row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), (SyncState)row.GetInt32(5), SyncColumnMap.Text(row, 6)),
            integrationKey);
        var sweeping = session.Scalar("SELECT swept_to FROM mapping_progress WHERE integration_key = @p0", integrationKey) is not null;
        return new(version, MappingSet.Parse(attributes), roles, sweeping);
    }

    private static List<StoredUser> ReadUsers(DbSession session, string sql, int integrationKey, long after, int most) => session.All(
        sql, row => new StoredUser(UserColumnMap.Read(row), row.GetFieldValue<byte[]>(UserColumnMap.Next)), integrationKey, after, most);

    private static IntegrationMode Mode(DbSession session, int integrationKey) =>
        (IntegrationMode)session.Count("SELECT mode FROM integrations WHERE key = @p0", integrationKey);
}
