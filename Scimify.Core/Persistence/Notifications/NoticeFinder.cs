using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Notifications;

/// <summary>What an organization has to be told, by the state that it is in: nothing is lost by a restart, and nothing told twice.</summary>
internal sealed class NoticeFinder(ScimifyContext db, int organizationKey, DateTimeOffset now)
{
    private static readonly TimeSpan Mourning = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<Notice>> RunAsync(CancellationToken ct)
    {
        var month = LookerCallCount.MonthOf(now);
        var integrations = await db.Integrations.Where(i => i.OrganizationKey == organizationKey && i.DeletedAt == null).OrderBy(i => i.Key)
            .Select(i => new
            {
                i.Key,
                i.Id,
                i.Name,
                i.Mode,
                i.Health,
                i.HealthSince,
                i.Policies,
                Held = db.HeldChanges.LongCount(h => h.IntegrationKey == i.Key),
                LastHeld = db.HeldChanges.Where(h => h.IntegrationKey == i.Key).Max(h => (long?)h.Key),
                Calls = db.LookerCallCounts.Where(c => c.IntegrationKey == i.Key && c.Month == month).Select(c => c.Calls).FirstOrDefault(),
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

            if (CallBudget.Of(i.Policies, i.Calls, now) is { } budget && Stage(budget) is > 0 and var stage)
            {
                notices.Add(Of(
                    $"budget {i.Key}", ((long)month * 10) + stage, NoticeKinds.Budget, i.Id,
                    $"{i.Name}: {budget.Spent} of {budget.Budget} Looker calls of this month are spent; at this pace it will be {budget.Forecast}.",
                    ("spent", budget.Spent), ("budget", budget.Budget), ("forecast", budget.Forecast)));
            }
        }

        return [.. notices, .. await TokensAsync(ct), .. await CertificatesAsync(ct)];
    }

    /// <summary>1: it will not last; 2: background work waits; 3: it is spent.</summary>
    private static int Stage(CallBudget budget) => budget.IsOverspent ? 3 : !budget.AllowsBackground ? 2 : budget.WillBeOverspent ? 1 : 0;

    /// <summary>At the stages that tokens have.</summary>
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
                ? $"{lasting.Name}: the identity provider's SAML certificate has expired, and nobody can sign in to Looker by SAML."
                : $"{lasting.Name}: the identity provider's SAML certificate expires in {Math.Ceiling((end - now).TotalDays)} days or less: add its successor in time.",
            ("expiresAt", end));

    private async Task<IEnumerable<Notice>> TokensAsync(CancellationToken ct)
    {
        var (from, to) = (now - Mourning, now.AddDays((int)TokenWarning.Month));
        var ending = await db.ScimTokens
            .Where(t => t.OrganizationKey == organizationKey && t.RevokedAt == null && t.ExpiresAt > from && t.ExpiresAt <= to)
            .Join(db.Integrations.Where(i => i.DeletedAt == null), t => t.IntegrationKey, i => i.Key, (t, i) => new { t.Id, t.Description, t.CreatedAt, t.RotatedAt, t.ExpiresAt, Integration = i.Id, i.Name })
            .OrderBy(t => t.ExpiresAt).ThenBy(t => t.Id)
            .ToListAsync(ct);
        return ending
            .Select(t => (Token: t, Warning: TokenWarnings.At(t.RotatedAt ?? t.CreatedAt, t.ExpiresAt, now)))
            .Where(t => t.Warning != TokenWarning.None)
            .Select(t => Of(
                $"token {t.Token.Id} {t.Token.ExpiresAt!.Value.ToUnixTimeMilliseconds()}",
                100 - (int)t.Warning,
                NoticeKinds.TokenExpiring,
                t.Token.Integration,
                t.Warning == TokenWarning.Ended
                    ? $"The token \"{t.Token.Description}\" of {t.Token.Name} has expired."
                    : $"The token \"{t.Token.Description}\" of {t.Token.Name} expires in {Math.Ceiling((t.Token.ExpiresAt!.Value - now).TotalDays)} days or less: rotate it in time.",
                ("tokenUuid", t.Token.Id), ("expiresAt", t.Token.ExpiresAt)));
    }

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
