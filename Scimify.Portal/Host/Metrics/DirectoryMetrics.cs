using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Saml;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;

namespace Scimify.Portal.Host.Metrics;

/// <summary>The state of integrations and tokens, by ID. No name of a customer or a person.</summary>
internal sealed class DirectoryMetrics(
    IDbContextFactory<ScimifyContext> contexts, IIntegrationStore integrations, IEnumerable<IUnwrittenLookerCalls> unwritten, TimeProvider clock)
{
    private static readonly string[] States = ["ok", "paused", "plan", "degraded", "unreachable", "credentialsRejected"];

    /// <param name="text">What is written to.</param>
    /// <param name="organizationKey">The only organization to show; null for all.</param>
    /// <param name="ct">Cancels reading.</param>
    public async Task WriteToAsync(MetricText text, int? organizationKey, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var month = LookerCallCount.MonthOf(now);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var shown = db.Integrations.Where(i => i.DeletedAt == null && (organizationKey == null || i.OrganizationKey == organizationKey));
        var all = await shown.OrderBy(i => i.Key)
            .Select(i => new { i.Key, i.Id, i.Mode, i.Health, i.Policies, i.LastReconciledAt }).ToListAsync(ct);
        var drift = await db.DriftItems.Where(d => d.State == DriftState.Open && (organizationKey == null || d.OrganizationKey == organizationKey)).GroupBy(d => d.IntegrationKey)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var rows = new List<(string Id, string State, IntegrationCounts Counts, long Calls, CallBudget? Budget, DateTimeOffset? Compared, int Drift)>();
        foreach (var one in all)
        {
            var counts = await integrations.CountAsync(one.Key, month, ct);
            var calls = counts.LookerCalls + unwritten.Sum(u => u.Count(one.Id, month));
            rows.Add((one.Id.ToString(), IntegrationModes.StateOf(one.Mode, one.Health), counts, calls, CallBudget.Of(one.Policies, calls, now), one.LastReconciledAt, drift.GetValueOrDefault(one.Key)));
        }

        text.Gauge("scimify_integration_state", "1 for the state that the integration is in.");
        foreach (var row in rows)
        {
            foreach (var state in States)
            {
                text.Sample("scimify_integration_state", row.State == state ? 1 : 0, ("integration", row.Id), ("state", state));
            }
        }

        Each("scimify_users", "SCIM users.", row => row.Counts.Users);
        Each("scimify_groups", "SCIM groups.", row => row.Counts.Groups);
        Each("scimify_memberships", "SCIM memberships.", row => row.Counts.Memberships);
        Each("scimify_pending", "Users, groups and memberships that have not reached Looker yet.", row => row.Counts.Pending);
        Each("scimify_failed", "Users, groups and memberships that Looker refused.", row => row.Counts.Failed);
        Each("scimify_held", "Changes that wait for a person.", row => row.Counts.Held);
        Each("scimify_oldest_pending_seconds", "How long the oldest of them has waited; 0 if nothing waits.", row => row.Counts.OldestDueSince is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0);
        Each("scimify_drift_open", "Differences that the last comparison found and nobody has decided about.", row => row.Drift);
        Each("scimify_last_comparison_timestamp_seconds", "Time of the last comparison with Looker; absent before the first.", row => row.Compared?.ToUnixTimeSeconds());
        Each("scimify_looker_calls_month", "Requests to Looker since the first of the month in UTC.", row => row.Calls);
        Each("scimify_looker_calls_budget", "The monthly budget of calls to Looker; absent if there is none.", row => row.Budget?.Budget);
        Each("scimify_looker_calls_forecast", "Calls to Looker by the end of the month at the present pace; absent without a budget.", row => row.Budget?.Forecast);

        text.Gauge("scimify_token_expiry_timestamp_seconds", "When a SCIM token that is not revoked, or a secret of an OAuth client, stops working.");
        var tokens = await db.ScimTokens.Where(t => t.RevokedAt == null && t.ExpiresAt != null)
            .Join(shown, t => t.IntegrationKey, i => i.Key, (t, i) => new { t.Id, t.ExpiresAt, Integration = i.Id })
            .OrderBy(t => t.Id).ToListAsync(ct);
        var secrets = await db.OAuthSecrets.Where(s => s.ExpiresAt != null)
            .Join(db.OAuthClients.Where(c => c.RevokedAt == null), s => s.ClientId, c => c.Id, (s, c) => new { s.Id, s.ExpiresAt, c.IntegrationKey })
            .Join(shown, s => s.IntegrationKey, i => i.Key, (s, i) => new { s.Id, s.ExpiresAt, Integration = i.Id })
            .OrderBy(s => s.Id).ToListAsync(ct);
        foreach (var token in tokens.Concat(secrets))
        {
            text.Sample("scimify_token_expiry_timestamp_seconds", token.ExpiresAt!.Value.ToUnixTimeSeconds(), ("integration", $"{token.Integration}"), ("token", $"{token.Id}"));
        }

        text.Gauge("scimify_saml_certificate_expiry_timestamp_seconds", "When the last certificate expires that Looker accepts SAML logins with; absent if SAML is off or was not read yet.");
        foreach (var lasting in await db.LastingCertificatesAsync(organizationKey, ct))
        {
            text.Sample("scimify_saml_certificate_expiry_timestamp_seconds", lasting.Certificate.NotAfter.ToUnixTimeSeconds(), ("integration", $"{lasting.IntegrationId}"));
        }

        text.Gauge("scimify_saml_conflicts", "SAML settings that would undo what SCIM built at the next logins, by the last check; absent before the first check.");
        var checks = await db.SamlChecks.Where(c => c.At != null)
            .Join(shown, c => c.IntegrationKey, i => i.Key, (c, i) => new { i.Id, c.Alarms })
            .OrderBy(c => c.Id).ToListAsync(ct);
        foreach (var check in checks)
        {
            text.Sample("scimify_saml_conflicts", check.Alarms, ("integration", $"{check.Id}"));
        }

        void Each(string name, string help, Func<(string Id, string State, IntegrationCounts Counts, long Calls, CallBudget? Budget, DateTimeOffset? Compared, int Drift), double?> value)
        {
            text.Gauge(name, help);
            foreach (var row in rows)
            {
                if (value(row) is { } number)
                {
                    text.Sample(name, number, ("integration", row.Id));
                }
            }
        }
    }
}
