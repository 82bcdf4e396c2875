using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.Persistence.Integrations;
using Scimify.Core.Persistence.Saml;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Persistence.Tokens;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Notifications;

/// <summary>Derives an organization's notices from the current state, so that a restart loses none and repeats none.</summary>
internal sealed class NoticeFinder(ScimifyContext db, int organizationKey, DateTimeOffset now)
{
    public async Task<IReadOnlyList<Notice>> RunAsync(CancellationToken ct)
    {
        var integrations = await db.Integrations.Where(i => i.OrganizationKey == organizationKey && i.DeletedAt == null).OrderBy(i => i.Key)
            .Select(i => new
            {
                i.Key,
                i.Id,
                i.Name,
                i.Mode,
                i.Health,
                i.HealthSince,
                Held = db.HeldChanges.LongCount(h => h.IntegrationKey == i.Key),
                LastHeld = db.HeldChanges.Where(h => h.IntegrationKey == i.Key).Max(h => (long?)h.Key),
                Saml = db.SamlChecks.Where(c => c.IntegrationKey == i.Key && c.Alarms > 0).Select(c => new { c.Alarms, c.RaisedAt }).FirstOrDefault(),
            })
            .ToListAsync(ct);
        var notices = new List<Notice>();
        foreach (var i in integrations)
        {
            if (i.LastHeld is { } last)
            {
                notices.Add(Of($"held {i.Key}", last, NoticeKinds.Held, i.Id, $"{i.Name}: {i.Held} changes are held until somebody releases or rejects them.", ("held", i.Held)));
            }

            if (i.Mode == IntegrationMode.Live && i.Health is IntegrationHealth.Unreachable or IntegrationHealth.CredentialsRejected && i.HealthSince is { } since)
            {
                var (state, text) = i.Health == IntegrationHealth.Unreachable
                    ? ("unreachable", "Looker cannot be reached.")
                    : ("credentialsRejected", "Looker rejects the API credential.");
                notices.Add(Of($"health {i.Key}", since.ToUnixTimeMilliseconds(), NoticeKinds.IntegrationUnhealthy, i.Id, $"{i.Name}: {text} Changes are kept and wait.", ("state", state)));
            }

            if (i.Saml is { RaisedAt: { } raised })
            {
                notices.Add(Of(
                    $"saml {i.Key}", raised.ToUnixTimeMilliseconds(), NoticeKinds.SamlConflict, i.Id,
                    $"{i.Name}: SAML settings in Looker would undo what SCIM built at the next logins: {(i.Saml.Alarms == 1 ? "1 conflict" : $"{i.Saml.Alarms} conflicts")}.",
                    ("conflicts", i.Saml.Alarms)));
            }
        }

        return [.. notices, .. await BudgetsAsync(ct), .. await TokensAsync(ct), .. await CertificatesAsync(ct), .. await AuditHeadAsync(ct)];
    }

    /// <summary>One an hour, for webhooks that ask for it: kept elsewhere, it shows later if somebody set the database back or wrote the log again.</summary>
    private async Task<IEnumerable<Notice>> AuditHeadAsync(CancellationToken ct)
    {
        if (!await db.Webhooks.AnyAsync(w => w.OrganizationKey == organizationKey && w.Events != null && w.Events.Contains(NoticeKinds.AuditHead), ct))
        {
            return [];
        }

        var heads = await db.AuditChains.Where(c => c.OrganizationKey == organizationKey)
            .Join(db.Organizations, c => c.OrganizationKey, o => o.Key, (c, o) => new { o.Id, c.Entries, c.Hash }).ToListAsync(ct);
        return heads.Select(head => new Notice(
            organizationKey,
            "audit-head",
            now.ToUnixTimeSeconds() / 3600,
            NoticeKinds.AuditHead,
            $"The audit log has {head.Entries} entries and ends with the hash {head.Hash}.",
            new Dictionary<string, object?> { ["organizationUuid"] = head.Id, ["entries"] = head.Entries, ["hash"] = head.Hash }));
    }

    private async Task<IEnumerable<Notice>> BudgetsAsync(CancellationToken ct) =>
        from spent in await db.SpentBudgetsAsync(organizationKey, now, ct)
        let budget = spent.Budget
        where budget.Stage != CallBudgetStage.Lasts
        select Of(
            $"budget {spent.IntegrationKey}",
            ((long)LookerCallCount.MonthOf(now) * 10) + (int)budget.Stage,
            NoticeKinds.Budget,
            spent.IntegrationId,
            $"{spent.Name}: {budget.Spent} of {budget.Budget} Looker calls of this month are spent. At this pace, the month will need {budget.Forecast}.",
            ("spent", budget.Spent), ("budget", budget.Budget), ("forecast", budget.Forecast));

    /// <summary>Warns at the same stages as for tokens.</summary>
    private async Task<IEnumerable<Notice>> CertificatesAsync(CancellationToken ct) =>
        from lasting in await db.LastingCertificatesAsync(organizationKey, ct)
        let end = lasting.Certificate.NotAfter
        let warning = TokenWarnings.At(DateTimeOffset.UnixEpoch, end, now)
        where warning != TokenWarning.None
        select Of(
            $"certificate {lasting.IntegrationId} {end.ToUnixTimeMilliseconds()}",
            100 - (int)warning,
            NoticeKinds.CertificateExpiring,
            lasting.IntegrationId,
            warning == TokenWarning.Ended
                ? $"{lasting.Name}: the identity provider's SAML certificate has expired. Nobody can sign in to Looker by SAML."
                : $"{lasting.Name}: the identity provider's SAML certificate expires in {Math.Ceiling((end - now).TotalDays)} days or less. Add its successor in time.",
            ("expiresAt", end));

    private async Task<IEnumerable<Notice>> TokensAsync(CancellationToken ct) =>
        from token in await db.EndingTokensAsync(organizationKey, now, ct)
        select Of(
            $"token {token.Id} {token.ExpiresAt.ToUnixTimeMilliseconds()}",
            100 - (int)token.Warning,
            NoticeKinds.TokenExpiring,
            token.IntegrationId,
            token.Warning == TokenWarning.Ended
                ? $"The {What(token)} \"{token.Description}\" of {token.IntegrationName} has expired."
                : $"The {What(token)} \"{token.Description}\" of {token.IntegrationName} expires in {Math.Ceiling((token.ExpiresAt - now).TotalDays)} days or less. {(token.IsSecret ? "Add the next one" : "Rotate it")} in time.",
            ("tokenUuid", token.Id), ("expiresAt", token.ExpiresAt));

    private static string What(EndingToken token) => token.IsSecret ? "secret of the OAuth client" : "token";

    private Notice Of(string subject, long value, string kind, Guid integration, string text, params ReadOnlySpan<(string Name, object? Value)> data)
    {
        var all = new Dictionary<string, object?> { ["integrationUuid"] = integration };
        foreach (var (name, item) in data)
        {
            all[name] = item;
        }

        return new Notice(organizationKey, subject, value, kind, text, all);
    }
}
