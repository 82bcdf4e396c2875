using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Persistence.Integrations;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Comparisons and their findings; the managed state is read as the engine left it.</summary>
internal sealed class DriftStore(ScimifyDatabase database, TimeProvider clock) : IDriftStore
{
    private const int RepairedAtOnce = 200;

    private static readonly string Attributes =
        $"""
        SELECT u.key, u.id, u.user_name, u.looker_user_id, u.desired_generation, {RowSql.Quiet("u")}, u.looker_attributes,
            CASE WHEN {RowSql.RefusedInPart("u")} THEN u.applied_state END
        FROM scim_users u WHERE u.deleted_at IS NULL AND u.active = 1 AND u.protection = {Protection.None:D} AND {RowSql.Linked("u")}
            AND u.looker_attributes IS NOT NULL
        """;

    public Task<ReconcileRun> StartAsync(int organizationKey, int integrationKey, bool repair, bool inventory, AuditEntry? audit, CancellationToken ct) => database.WriteAsync(
        integrationKey,
        session =>
        {
            var running = session.Context.ReconcileRuns.FirstOrDefault(r => r.IntegrationKey == integrationKey && r.State == ReconcileState.Running);
            if (running is not null)
            {
                if (inventory && !running.Inventory)
                {
                    running.Inventory = session.Execute($"UPDATE reconcile_runs SET inventory = 1 WHERE key = @p0 AND state = {ReconcileState.Running:D} AND lease_owner IS NULL", running.Key) > 0;
                }

                return running;
            }

            var run = New(organizationKey, integrationKey, repair);
            run.Inventory = inventory;
            session.Context.ReconcileRuns.Add(run);
            if (audit is not null)
            {
                session.AppendAudit(audit);
            }

            return run;
        },
        ct);

    public async Task ScheduleAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var due = await db.Integrations
            .Where(i => i.DeletedAt == null && i.Mode == IntegrationMode.Live && i.CreatedAt <= before
                && !db.ReconcileRuns.Any(r => r.IntegrationKey == i.Key && r.StartedAt > before))
            .Select(i => new { i.OrganizationKey, i.Key, i.Policies })
            .ToListAsync(ct);
        var waiting = due.Count == 0 ? new HashSet<int>() : await db.WithoutBackgroundAsync(clock.GetUtcNow(), ct);
        foreach (var integration in due.Where(i => !waiting.Contains(i.Key)))
        {
            await StartAsync(integration.OrganizationKey, integration.Key, integration.Policies.Drift == DriftPolicy.Repair, inventory: false, null, ct);
        }
    }

    public async Task<ReconcileRun?> RunAsync(int integrationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.ReconcileRuns.AsNoTracking().SingleOrDefaultAsync(r => r.IntegrationKey == integrationKey && r.Id == id, ct);
    }

    public async Task<(ReconcileRun Run, Integration Integration)?> ClaimAsync(string node, DateTimeOffset until, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using (var db = database.CreateDbContext())
        {
            if (!await db.ReconcileRuns.AnyAsync(r => r.State == ReconcileState.Running && r.LeaseUntil <= now, ct))
            {
                return null;
            }
        }

        return await database.WriteAsync<(ReconcileRun, Integration)?>(
            session =>
            {
                var db = session.Context;
                foreach (var run in db.ReconcileRuns.Where(r => r.State == ReconcileState.Running && r.LeaseUntil <= now).OrderBy(r => r.Key).ToList())
                {
                    var lease = $"{node}:{Guid.NewGuid():N}";
                    session.ConcernIntegration(run.IntegrationKey);
                    if (session.Execute(
                        $"UPDATE reconcile_runs SET lease_owner = @p1, lease_until = @p2, done = 0, found = 0 WHERE key = @p0 AND state = {ReconcileState.Running:D} AND lease_until <= @p3",
                        run.Key, lease, until.ToUnixTimeMilliseconds(), now) == 0)
                    {
                        continue;
                    }

                    if (db.Integrations.SingleOrDefault(i => i.Key == run.IntegrationKey && i.DeletedAt == null) is { } integration)
                    {
                        if (run.LeaseOwner is not null)
                        {
                            Forget(session, run);
                        }

                        (run.LeaseOwner, run.LeaseUntil, run.Done, run.Found) = (lease, until.ToUnixTimeMilliseconds(), 0, 0);
                        return (run, integration);
                    }

                    session.Execute(
                        "UPDATE reconcile_runs SET state = @p1, finished_at = @p2, error = @p3 WHERE key = @p0",
                        run.Key, (int)ReconcileState.Failed, now, "The integration was deleted.");
                }

                return null;
            },
            ct);
    }

    public Task EndForeignLeasesAsync(CancellationToken ct) => database.WriteAsync(
        session => session.Execute($"UPDATE reconcile_runs SET lease_until = 0 WHERE state = {ReconcileState.Running:D}"), ct);

    public Task<bool> ProgressAsync(ReconcileRun run, DateTimeOffset until, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.ConcernIntegration(run.IntegrationKey);
            return session.Execute(
                $"UPDATE reconcile_runs SET done = @p1, total = @p2, found = @p3, lease_until = @p4 WHERE key = @p0 AND lease_owner = @p5 AND state = {ReconcileState.Running:D}",
                run.Key, run.Done, run.Total, run.Found, until.ToUnixTimeMilliseconds(), run.LeaseOwner) > 0;
        },
        ct);

    public Task RecordAsync(ReconcileRun run, IReadOnlyCollection<DriftFinding> findings, CancellationToken ct) => database.WriteAsync(
        run.IntegrationKey,
        session =>
        {
            foreach (var finding in findings)
            {
                AccessFindings.Note(session, run, finding);
                session.Execute(
                    $"""
                    INSERT INTO drift_items (id, organization_key, integration_key, kind, state, user_key, group_key, resource_type, scim_id, looker_id, name, field,
                        member_looker_id, desired, actual, managed, found_at, run_key, urgent)
                    VALUES (@p0, @p1, @p2, @p3, 0, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17)
                    ON CONFLICT (integration_key, kind, looker_id, member_looker_id, field) DO UPDATE SET
                        state = CASE WHEN drift_items.state = {DriftState.Accepted:D} AND drift_items.actual IS DISTINCT FROM excluded.actual THEN {DriftState.Open:D} ELSE drift_items.state END,
                        found_at = CASE WHEN drift_items.actual IS DISTINCT FROM excluded.actual THEN excluded.found_at ELSE drift_items.found_at END,
                        user_key = excluded.user_key, group_key = excluded.group_key, scim_id = excluded.scim_id, name = excluded.name,
                        desired = excluded.desired, actual = excluded.actual, run_key = excluded.run_key, urgent = excluded.urgent
                    """,
                    Guid.CreateVersion7(clock.GetUtcNow()).ToString("D"), run.OrganizationKey, run.IntegrationKey, (int)finding.Kind, finding.UserKey, finding.GroupKey,
                    finding.ResourceType, finding.ScimId.ToString("D"), finding.LookerId, finding.Name, finding.Field, finding.MemberLookerId, finding.Desired,
                    finding.Actual, finding.IsManaged ? 1 : 0, clock.GetUtcNow().ToUnixTimeMilliseconds(), run.Key, finding.IsUrgent ? 1 : 0);
            }
        },
        ct);

    public Task RecordAsync(IReadOnlyCollection<InventoryItem> items, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            foreach (var item in items)
            {
                InventoryStatements.Record(session, item);
            }
        },
        ct);

    public async Task FinishAsync(ReconcileRun run, string? error, CancellationToken ct)
    {
        if (error is null)
        {
            await database.WriteAsync(
                run.IntegrationKey,
                session =>
                {
                    AccessFindings.NoteGone(session, run);
                    session.Execute(
                        $"""
                        DELETE FROM drift_items WHERE integration_key = @p0 AND run_key <> @p1 AND state <> {DriftState.Ignored:D}
                            AND (kind <> {DriftKind.AttributeChanged:D} OR NOT EXISTS (SELECT 1 FROM scim_users u WHERE u.key = drift_items.user_key AND u.active = 1 AND u.deleted_at IS NULL))
                        """,
                        run.IntegrationKey,
                        run.Key);
                    if (run.Inventory)
                    {
                        session.Execute("DELETE FROM looker_inventory WHERE integration_key = @p0 AND run_key <> @p1", run.IntegrationKey, run.Key);
                    }

                    run.Found = (int)session.Count(
                        $"SELECT COUNT(*) FROM drift_items WHERE integration_key = @p0 AND (run_key = @p1 OR kind = {DriftKind.AttributeChanged:D}) AND state = {DriftState.Open:D}", run.IntegrationKey, run.Key);
                },
                ct);
            while (run.Repair && await RepairSomeAsync(run, ct))
            {
            }
        }

        await database.WriteAsync(
            session =>
            {
                session.ConcernIntegration(run.IntegrationKey);
                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                session.Execute(
                    """
                    UPDATE reconcile_runs SET state = @p1, done = @p2, total = @p3, found = @p4, repaired = @p5, finished_at = @p6, error = @p7
                    WHERE key = @p0 AND lease_owner = @p8
                    """,
                    run.Key, (int)(error is null ? ReconcileState.Done : ReconcileState.Failed), run.Done, run.Total, run.Found, run.Repaired, now, error, run.LeaseOwner);
                if (error is null)
                {
                    session.Execute("UPDATE integrations SET last_reconciled_at = @p1 WHERE key = @p0", run.IntegrationKey, now);
                }
            },
            ct);
    }

    public async Task<int> CountManagedAsync(int integrationKey, CancellationToken ct) => (int)await database.ReadAsync(
        integrationKey,
        session => session.Count($"SELECT COUNT(*) FROM scim_users WHERE integration_key = @p0 AND {RowSql.Linked("scim_users")}", integrationKey)
            + session.Count("SELECT COUNT(*) FROM scim_groups WHERE integration_key = @p0 AND looker_group_id IS NOT NULL AND deleted_at IS NULL", integrationKey),
        ct);

    public async Task<IReadOnlyDictionary<string, ManagedGroup>> GroupsAsync(int integrationKey, CancellationToken ct) => await database.ReadAsync(
        integrationKey,
        session => session.All(
            $"""
            SELECT key, id, display_name, looker_group_id, desired_generation, {RowSql.Quiet("scim_groups")}, {RowSql.RefusedInPart("scim_groups")} FROM scim_groups
            WHERE integration_key = @p0 AND looker_group_id IS NOT NULL AND deleted_at IS NULL
            """,
            row => new ManagedGroup(
                row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetInt64(4),
                IsTrue(row, 5) ? Facets.Existence | Facets.Names : IsTrue(row, 6) ? Facets.Existence : Facets.None),
            integrationKey).ToDictionary(g => g.LookerId),
        ct);

    public async Task<IReadOnlyDictionary<string, ManagedUser>> UsersAsync(int integrationKey, IReadOnlyCollection<string> lookerIds, CancellationToken ct) =>
        await database.ReadAsync(integrationKey, session => Users(session, integrationKey, JsonSerializer.Serialize(lookerIds)), ct);

    public Task ProtectAsync(IReadOnlyCollection<(long UserKey, string LookerId, Protection Protection)> users, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            foreach (var (userKey, lookerId, protection) in users)
            {
                session.Execute(
                    "UPDATE scim_users SET protection = (protection & @p3) | @p2 WHERE key = @p0 AND looker_user_id = @p1",
                    userKey, lookerId, (int)protection, (int)Protection.Listed);
            }
        },
        ct);

    public Task ForgetDeletedAsync(int integrationKey, IReadOnlyCollection<ManagedUser> leavers, CancellationToken ct) =>
        database.WriteAsync(integrationKey, session => OrphanSteps.Leavers(session, leavers, clock.GetUtcNow()), ct);

    public async Task<IReadOnlyList<(long Key, string LookerId)>> LinkedUsersAsync(int integrationKey, long after, int most, CancellationToken ct) => await database.ReadAsync(
        integrationKey,
        session => session.All(
            $"""
            SELECT key, looker_user_id FROM scim_users WHERE {SqlDialect.NoIndex("integration_key")} = @p0 AND key > @p1 AND {RowSql.Linked("scim_users")}
            ORDER BY key LIMIT @p2
            """,
            row => (row.GetInt64(0), row.GetString(1)),
            integrationKey,
            after,
            most),
        ct);

    public async Task<IReadOnlyList<ManagedRole>> RolesAsync(int integrationKey, CancellationToken ct) => await database.ReadAsync(
        integrationKey,
        session =>
        {
            var groups = session.All(
                """
                SELECT m.role_id, m.group_key FROM group_roles m JOIN scim_groups g ON g.key = m.group_key
                WHERE m.integration_key = @p0 AND g.looker_group_id IS NOT NULL AND g.deleted_at IS NULL ORDER BY m.group_key
                """,
                row => (Role: row.GetString(0), Group: row.GetInt64(1)),
                integrationKey).ToLookup(m => m.Role, m => m.Group);
            return session.All(
                $"""
                SELECT key, role_id, name, desired_generation, {RowSql.Quiet("looker_roles")} FROM looker_roles
                WHERE integration_key = @p0 ORDER BY key
                """,
                row => new ManagedRole(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), IsTrue(row, 4), [.. groups[row.GetString(1)]]),
                integrationKey).FindAll(role => role.GroupKeys.Count > 0);
        },
        ct);

    public async Task<IReadOnlyDictionary<string, long>> RoleGenerationsAsync(int integrationKey, CancellationToken ct) =>
        await database.ReadAsync(integrationKey, session => RoleFindings.Generations(session, integrationKey), ct);

    public async Task RecordRolesAsync(ReconcileRun run, FoundRoles found, CancellationToken ct)
    {
        if (await database.ReadAsync(run.IntegrationKey, session => RoleFindings.AreNews(session, run, found), ct))
        {
            await database.WriteAsync(run.IntegrationKey, session => RoleFindings.Note(session, run, found), ct);
        }
    }

    public async Task<bool> ListsRolesAsync(int integrationKey, CancellationToken ct) =>
        await database.ReadAsync(integrationKey, session => ScimRoleStatements.Exist(session, integrationKey), ct);

    public async Task ListRolesAsync(ReconcileRun run, Uri looker, IReadOnlyCollection<LookerRole> roles, CancellationToken ct)
    {
        if (await database.ReadAsync(run.IntegrationKey, session => ScimRoleStatements.Differ(session, run.IntegrationKey, roles), ct))
        {
            await database.WriteAsync(run.IntegrationKey, session => ScimRoleStatements.Write(session, run, looker, roles, clock.GetUtcNow()), ct);
        }
    }

    public async Task<IReadOnlyList<ManagedAttributes>> NextAttributesAsync(int integrationKey, int most, CancellationToken ct) => await database.ReadAsync(
        integrationKey,
        session =>
        {
            if (session.Scalar("SELECT attributes FROM integration_mappings WHERE integration_key = @p0", integrationKey) is null)
            {
                return [];
            }

            var from = session.Count("SELECT compared_to FROM mapping_progress WHERE integration_key = @p0", integrationKey);
            return session.All($"{Attributes} AND u.integration_key = @p0 AND u.key > @p1 ORDER BY u.key LIMIT @p2", AttributesOf, integrationKey, from, most);
        },
        ct);

    public async Task<ManagedAttributes?> AttributesAsync(long userKey, CancellationToken ct) =>
        await database.ReadAsync(session => session.First($"{Attributes} AND u.key = @p0", AttributesOf, userKey), ct);

    public Task AttributesComparedAsync(ReconcileRun run, IReadOnlyList<long> userKeys, bool isEnd, CancellationToken ct) => database.WriteAsync(
        run.IntegrationKey,
        session =>
        {
            AccessFindings.NoteAttributesGone(session, run, userKeys);
            session.Execute(
                $"""
                DELETE FROM drift_items WHERE integration_key = @p0 AND kind = {DriftKind.AttributeChanged:D} AND run_key <> @p1 AND state <> {DriftState.Ignored:D}
                    AND user_key IN ({string.Format(session.Dialect.JsonIntegers, "@p2")})
                """,
                run.IntegrationKey,
                run.Key,
                JsonSerializer.Serialize(userKeys));
            session.Execute("UPDATE mapping_progress SET compared_to = @p1 WHERE integration_key = @p0", run.IntegrationKey, isEnd ? 0 : userKeys[^1]);
        },
        ct);

    public async Task<DriftItem?> FindAsync(int integrationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.DriftItems.AsNoTracking().SingleOrDefaultAsync(d => d.IntegrationKey == integrationKey && d.Id == id, ct);
    }

    public Task RepairAsync(DriftItem item, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        item.IntegrationKey,
        session =>
        {
            new DriftRepairSteps(session, clock.GetUtcNow()).Repair(item);
            session.AppendAudit(audit);
        },
        ct);

    public Task SayAsync(DriftItem item, DriftState state, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Execute("UPDATE drift_items SET state = @p1 WHERE key = @p0", item.Key, (int)state);
            session.AppendAudit(audit);
        },
        ct);

    private Task<bool> RepairSomeAsync(ReconcileRun run, CancellationToken ct) => database.WriteAsync(
        run.IntegrationKey,
        session =>
        {
            var items = session.Context.DriftItems.AsNoTracking()
                .Where(d => d.IntegrationKey == run.IntegrationKey && (d.RunKey == run.Key || d.Kind == DriftKind.AttributeChanged) && d.State == DriftState.Open && d.Managed)
                .OrderBy(d => d.Key).Take(RepairedAtOnce).ToList();
            var steps = new DriftRepairSteps(session, clock.GetUtcNow());
            items.ForEach(steps.Repair);
            run.Repaired += items.Count;
            return items.Count == RepairedAtOnce;
        },
        ct);

    /// <summary>Forgets what an unfinished attempt found, because the next one may no longer see it.</summary>
    private static void Forget(WriteSession session, ReconcileRun run)
    {
        session.Execute("UPDATE drift_items SET run_key = 0 WHERE integration_key = @p0 AND run_key = @p1", run.IntegrationKey, run.Key);
        session.Execute("UPDATE looker_inventory SET run_key = 0 WHERE integration_key = @p0 AND run_key = @p1", run.IntegrationKey, run.Key);
    }

    private static Dictionary<string, ManagedUser> Users(ReadSession session, int integrationKey, string lookerIds)
    {
        var theirs = $"u.integration_key = @p0 AND u.looker_user_id IN ({string.Format(session.Dialect.JsonTexts, "@p1")}) AND {RowSql.Linked("u")}";
        var memberships = session.All(
            $"""
            SELECT m.user_key, m.group_key, m.desired, {RowSql.Quiet("m")}, m.desired_generation
            FROM memberships m JOIN scim_users u ON u.key = m.user_key WHERE {theirs} ORDER BY m.user_key, m.group_key
            """,
            row => (User: row.GetInt64(0), Membership: new ManagedMembership(row.GetInt64(1), row.GetInt32(2) != 0, IsTrue(row, 3), row.GetInt64(4))),
            integrationKey,
            lookerIds).ToLookup(m => m.User, m => m.Membership);
        var removed = session.All(
            $"SELECT r.user_key, r.group_key FROM removed_memberships r JOIN scim_users u ON u.key = r.user_key WHERE {theirs}",
            row => (User: row.GetInt64(0), Group: row.GetInt64(1)),
            integrationKey,
            lookerIds).ToLookup(r => r.User, r => r.Group);
        var refused = session.All($"SELECT {UserColumnMap.Select} FROM scim_users u WHERE {theirs} AND {RowSql.RefusedInPart("u")}", UserColumnMap.Read, integrationKey, lookerIds)
            .ToDictionary(row => row.Key, SettledParts);
        return session.All(
            $"""
            SELECT u.key, u.id, u.user_name, u.looker_user_id, u.deleted_at IS NOT NULL, u.active, u.looker_first_name, u.looker_last_name, u.looker_email,
                u.desired_generation, {RowSql.Quiet("u")}, u.protection
            FROM scim_users u WHERE {theirs}
            """,
            row =>
            {
                var isLeaver = IsTrue(row, 4);
                return new ManagedUser(
                    row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2), row.GetString(3), isLeaver, isLeaver || row.GetInt32(5) == 0, row.GetString(6),
                    row.GetString(7), SyncColumnMap.Text(row, 8), row.GetInt64(9),
                    IsTrue(row, 10) ? UserParts.All : refused.GetValueOrDefault(row.GetInt64(0)), (Protection)row.GetInt32(11), [.. memberships[row.GetInt64(0)]], removed[row.GetInt64(0)].ToHashSet());
            },
            integrationKey,
            lookerIds).ToDictionary(u => u.LookerId);
    }

    private static ManagedAttributes AttributesOf(DbDataReader row) => new(
        row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetInt64(4), IsTrue(row, 5), row.GetString(6), SyncColumnMap.Text(row, 7));

    /// <summary>What Looker has of a person of whom it refused something.</summary>
    private static Facets SettledParts(ScimUserRow row) =>
        FacetStates.Of(row).Where(facet => facet.Value.State == SyncState.Applied).Aggregate(Facets.None, (all, facet) => all | facet.Key);

    private ReconcileRun New(int organizationKey, int integrationKey, bool repair) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()),
        OrganizationKey = organizationKey,
        IntegrationKey = integrationKey,
        Repair = repair,
        StartedAt = clock.GetUtcNow(),
    };

    /// <summary>Truth is a number in SQLite and a boolean in PostgreSQL.</summary>
    private static bool IsTrue(DbDataReader row, int column) => Convert.ToBoolean(row.GetValue(column));
}
