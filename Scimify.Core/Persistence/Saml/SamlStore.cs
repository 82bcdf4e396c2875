using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Integrations;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Saml;

namespace Scimify.Core.Persistence.Saml;

/// <summary>SAML revisions in the database. Every change locks the integration's row, so that numbers stay consecutive on several nodes.</summary>
internal sealed class SamlStore(ScimifyDatabase database) : ISamlStore
{
    /// <summary>How long a call can still take effect after its caller has died.</summary>
    private const long LateEffectMs = 60_000;

    public async Task<SamlRevision?> LatestAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await Latest(db, integrationKey).FirstOrDefaultAsync(ct);
    }

    public async Task<SamlRevision?> FindAsync(int integrationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SamlRevisions.SingleOrDefaultAsync(r => r.IntegrationKey == integrationKey && r.Id == id, ct);
    }

    public async Task<SamlRevision?> ApplyingAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SamlRevisions.SingleOrDefaultAsync(r => r.IntegrationKey == integrationKey && r.State == SamlRevisionState.Applying, ct);
    }

    public Task<SamlRevision> ObserveAsync(SamlRevision found, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            Hold(session, found.IntegrationKey);
            var latest = Latest(session.Context, found.IntegrationKey).FirstOrDefault();
            if (latest is not null && (latest.Fingerprint == found.Fingerprint || IsApplying(session, found.IntegrationKey)))
            {
                return latest;
            }

            found.Before = latest?.Settings;
            Add(session, found);
            LookSoon(session, found.IntegrationKey);
            return found;
        },
        ct);

    public Task<bool> BeginAsync(SamlRevision revision, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            Hold(session, revision.IntegrationKey);
            if (IsApplying(session, revision.IntegrationKey))
            {
                return false;
            }

            revision.State = SamlRevisionState.Applying;
            Add(session, revision);
            return true;
        },
        ct);

    public Task PostponeAsync(SamlRevision revision, DateTimeOffset until, string error, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(
            "UPDATE saml_revisions SET lease_until = @p1, error = @p2 WHERE key = @p0 AND state = 0", revision.Key, until.ToUnixTimeMilliseconds(), error),
        ct);

    public Task SettleAsync(SamlRevision revision, AuditEntry? audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var changed = session.Execute(
                """
                UPDATE saml_revisions SET state = @p1, settled_at = @p2, error = @p3, settings = @p4, fingerprint = @p5, looker_modified_at = @p6, looker_modified_by = @p7
                WHERE key = @p0 AND state = 0
                """,
                revision.Key, (int)revision.State, revision.SettledAt?.ToUnixTimeMilliseconds(), revision.Error, revision.Settings, revision.Fingerprint,
                revision.LookerModifiedAt, revision.LookerModifiedBy);
            if (changed == 0)
            {
                return;
            }

            LookSoon(session, revision.IntegrationKey);
            if (audit is not null)
            {
                audit.Key = 0;
                session.AppendAudit(audit);
            }
        },
        ct);

    public Task EndLeasesAsync(DateTimeOffset before, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(
            "UPDATE saml_revisions SET lease_until = at + @p1 WHERE state = 0 AND at < @p0 AND lease_until > at + @p1", before.ToUnixTimeMilliseconds(), LateEffectMs),
        ct);

    public async Task<IReadOnlyList<Integration>> UnsettledAsync(DateTimeOffset now, CancellationToken ct)
    {
        var ms = now.ToUnixTimeMilliseconds();
        await using var db = database.CreateDbContext();
        return await db.Integrations
            .Where(i => i.DeletedAt == null && db.SamlRevisions.Any(r => r.IntegrationKey == i.Key && r.State == SamlRevisionState.Applying && r.LeaseUntil <= ms))
            .ToListAsync(ct);
    }

    public async Task<IReadOnlyList<SamlDue>> DueAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var due = await db.Integrations
            .Where(i => i.DeletedAt == null && !db.SamlChecks.Any(c => c.IntegrationKey == i.Key && c.NextAt > now))
            .OrderBy(i => i.Key)
            .ToListAsync(ct);
        var waiting = due.Count == 0 ? new HashSet<int>() : await db.WithoutBackgroundAsync(now, ct);
        return [.. due.Select(i => new SamlDue(i, Checks: !waiting.Contains(i.Key)))];
    }

    public Task<bool> ClaimLookAsync(int integrationKey, DateTimeOffset now, DateTimeOffset next, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(
            """
            INSERT INTO saml_checks (integration_key, next_at, findings, alarms) VALUES (@p0, @p2, '[]', 0)
            ON CONFLICT (integration_key) DO UPDATE SET next_at = excluded.next_at WHERE saml_checks.next_at <= @p1
            """,
            integrationKey, now.ToUnixTimeMilliseconds(), next.ToUnixTimeMilliseconds()) > 0,
        ct);

    public async Task<SamlCheck?> CheckAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SamlChecks.SingleOrDefaultAsync(c => c.IntegrationKey == integrationKey, ct);
    }

    public Task KeepCheckAsync(int integrationKey, Action<SamlCheck> change, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            Hold(session, integrationKey);
            var check = session.Context.SamlChecks.SingleOrDefault(c => c.IntegrationKey == integrationKey);
            if (check is null)
            {
                check = new SamlCheck { IntegrationKey = integrationKey };
                session.Context.SamlChecks.Add(check);
            }

            change(check);
        },
        ct);

    public async Task<SamlDirectory> DirectoryAsync(int integrationKey, CancellationToken ct) => await database.ReadAsync(
        integrationKey,
        session =>
        {
            var users = session.All(
                "SELECT looker_user_id, user_name, CASE WHEN active = 1 AND deleted_at IS NULL THEN 1 ELSE 0 END FROM scim_users WHERE integration_key = @p0 AND looker_user_id IS NOT NULL",
                r => (LookerId: r.GetString(0), Name: r.GetString(1), IsActive: r.GetInt32(2) == 1), integrationKey);
            var groups = session.All(
                "SELECT key, display_name, looker_group_id FROM scim_groups WHERE integration_key = @p0 AND deleted_at IS NULL ORDER BY display_name_norm, key",
                r => (Key: r.GetInt64(0), Name: r.GetString(1), LookerId: r.IsDBNull(2) ? null : r.GetString(2)), integrationKey);
            var members = groups.ToDictionary(g => g.Key, _ => new HashSet<string>());
            session.Each(
                """
                SELECT m.group_key, u.looker_user_id FROM memberships m JOIN scim_users u ON u.key = m.user_key
                WHERE m.integration_key = @p0 AND m.desired = 1 AND u.deleted_at IS NULL AND u.active = 1 AND u.looker_user_id IS NOT NULL
                """,
                r =>
                {
                    members.GetValueOrDefault(r.GetInt64(0))?.Add(r.GetString(1));
                    return true;
                },
                integrationKey);
            var mappings = session.All("SELECT attributes FROM integration_mappings WHERE integration_key = @p0 AND attributes IS NOT NULL", r => r.GetString(0), integrationKey);
            var withoutAddress = session.Count(
                "SELECT COUNT(*) FROM scim_users WHERE integration_key = @p0 AND deleted_at IS NULL AND active = 1 AND looker_email IS NULL", integrationKey);
            return new SamlDirectory(
                users.Where(u => u.IsActive).ToDictionary(u => u.LookerId, u => u.Name),
                users.Select(u => u.LookerId).ToHashSet(),
                [.. groups.Select(g => new SamlPushedGroup(g.Name, g.LookerId, members[g.Key]))],
                (int)withoutAddress,
                mappings.SelectMany(m => MappingSet.Parse(m).Attributes).Where(m => !m.IsSeeded).ToDictionary(m => m.AttributeId, m => m.Label));
        },
        ct);

    private static IQueryable<SamlRevision> Latest(ScimifyContext db, int integrationKey) =>
        db.SamlRevisions.Where(r => r.IntegrationKey == integrationKey && r.State == SamlRevisionState.Applied).OrderByDescending(r => r.SettledAt).ThenByDescending(r => r.Number);

    private static bool IsApplying(WriteSession session, int integrationKey) =>
        session.Context.SamlRevisions.Any(r => r.IntegrationKey == integrationKey && r.State == SamlRevisionState.Applying);

    private static void Hold(WriteSession session, int integrationKey) =>
        session.Scalar($"SELECT key FROM integrations WHERE key = @p0{session.Dialect.ForUpdate}", integrationKey);

    /// <summary>The settings are no longer those of the last check, so the next check is due now.</summary>
    private static void LookSoon(WriteSession session, int integrationKey) => session.Execute("UPDATE saml_checks SET next_at = 0 WHERE integration_key = @p0", integrationKey);

    private static void Add(WriteSession session, SamlRevision revision)
    {
        revision.Key = 0;
        revision.Number = (session.Context.SamlRevisions.Where(r => r.IntegrationKey == revision.IntegrationKey).Max(r => (int?)r.Number) ?? 0) + 1;
        session.Context.SamlRevisions.Add(revision);
        session.Context.SaveChanges();
    }
}
