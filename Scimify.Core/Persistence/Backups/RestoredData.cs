using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Backups;

/// <summary>
/// Makes restored data safe. It must not give access back without a person: Looker and the identity provider have gone on
/// since the backup, and whoever was a member then may have left.
/// </summary>
public sealed class RestoredData(ScimifyDatabase database, TimeProvider clock)
{
    /// <summary>
    /// Does everything in one transaction, with audit entries. Pauses live integrations and lets comparisons only report.
    /// Changes that waited to give access become <c>failed</c>: the identity provider's next write, or a person, tries them again.
    /// Changes that waited to take access away go on waiting. Console sessions, one-time links, links of managers in reviews and access tokens of OAuth clients end, and no reminder makes new links.
    /// </summary>
    /// <param name="proof">What proved that the backup is what was written, for the audit log.</param>
    public Task<RestoreSummary> MakeSafeAsync(DateTimeOffset madeAt, string fileName, BackupProof proof, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
            var actors = session.Context.Organizations.AsNoTracking().ToDictionary(o => o.Key, o => Actor.OfCommandLine(o.Key, o.Id));
            foreach (var actor in actors.Values)
            {
                session.AppendAudit(actor.Audit(now, "backup.restore", new AuditSubject("backup", null, fileName), after: new { madeAt, proof }));
            }

            var restored = new List<RestoredIntegration>();
            foreach (var integration in session.Context.Integrations.Where(i => i.DeletedAt == null).OrderBy(i => i.Key).ToList())
            {
                restored.Add(Pause(session, integration, madeAt, now, actors[integration.OrganizationKey]));
            }

            foreach (var person in session.Context.People.ToList())
            {
                person.SecurityStamp = Guid.NewGuid().ToString("N");
            }

            session.Context.Sessions.ExecuteDelete();
            session.Context.PasswordLinks.ExecuteDelete();
            session.Context.ReviewManagers.Where(m => m.LinkRevokedAt == null).ExecuteUpdate(set => set.SetProperty(m => m.LinkHash, (string?)null).SetProperty(m => m.LinkExpiresAt, (DateTimeOffset?)null).SetProperty(m => m.LinkRevokedAt, (DateTimeOffset?)now));
            session.Context.ScimTokens.IgnoreQueryFilters().Where(t => t.ClientId != null).ExecuteDelete();
            session.Context.SaveChanges();
            return new RestoreSummary(
                restored,
                session.Count("SELECT count(*) FROM scim_tokens WHERE client_id IS NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @p0)", now.ToUnixTimeMilliseconds()),
                session.Count("SELECT count(*) FROM oauth_clients WHERE revoked_at IS NULL"),
                session.Count("SELECT count(*) FROM personal_access_tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @p0)", now.ToUnixTimeMilliseconds()),
                session.Count("SELECT count(*) FROM people"));
        },
        ct);

    private static RestoredIntegration Pause(WriteSession session, Integration integration, DateTimeOffset madeAt, DateTimeOffset now, Actor actor)
    {
        var before = IntegrationAudit.Of(integration);
        var mode = integration.Mode;
        integration.Mode = mode == IntegrationMode.Live ? IntegrationMode.Paused : mode;
        integration.Policies = integration.Policies with { Drift = DriftPolicy.Report };
        integration.RestoredFrom = madeAt;
        integration.LastReconciledAt = null;
        integration.UpdatedAt = now;
        integration.Version++;
        session.Context.SaveChanges();
        session.AppendAudit(actor.Audit(now, "integration.update", IntegrationAudit.Subject(integration), before, IntegrationAudit.Of(integration)));

        // A running comparison would go on and repair. A finished one says nothing about today.
        session.Execute("DELETE FROM reconcile_runs WHERE integration_key = @p0", integration.Key);
        session.Execute("DELETE FROM drift_items WHERE integration_key = @p0", integration.Key);

        // In plan mode, changes are listed and confirmed before they are made.
        return new(integration.Name, mode, mode == IntegrationMode.Plan ? 0 : SetAside(session, integration.Key, madeAt));
    }

    private static long SetAside(WriteSession session, int integrationKey, DateTimeOffset madeAt)
    {
        var failed = TransitionRule.RestoredFromBackup.Set((SyncParameter.Error, "@p1"));
        var waits = $"integration_key = @p0 AND sync_state <> {SyncState.Held:D} AND (due > 0 OR look_again_at IS NOT NULL OR sync_state = {SyncState.Pending:D})";
        var reason = $"This change was waiting when the restored backup was made, at {madeAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC. "
            + "It may no longer be wanted. It is sent when the identity provider writes it again, or with Try again.";
        return session.Execute($"UPDATE scim_users SET {failed} WHERE {waits} AND active = 1 AND deleted_at IS NULL", integrationKey, reason)
            + session.Execute($"UPDATE scim_groups SET {failed} WHERE {waits} AND deleted_at IS NULL", integrationKey, reason)
            + session.Execute($"UPDATE memberships SET {failed} WHERE {waits} AND desired = 1", integrationKey, reason)

            // Looker takes a role's groups as one list. Taking one away would write the others as well.
            + session.Execute($"UPDATE looker_roles SET {failed} WHERE {waits}", integrationKey, reason);
    }
}

/// <summary>What was restored and needs a person's attention.</summary>
/// <param name="ScimTokens">SCIM tokens that are valid again, even if they were revoked after the backup.</param>
/// <param name="OAuthClients">OAuth clients that are there again, with the secrets of that time.</param>
/// <param name="PersonalAccessTokens">Personal access tokens that are valid again.</param>
/// <param name="People">People who can sign in, with the passwords of that time.</param>
public sealed record RestoreSummary(IReadOnlyList<RestoredIntegration> Integrations, long ScimTokens, long OAuthClients, long PersonalAccessTokens, long People);

/// <param name="Mode">The mode before it was paused.</param>
/// <param name="SetAside">How many changes waited to give access.</param>
public sealed record RestoredIntegration(string Name, IntegrationMode Mode, long SetAside);
