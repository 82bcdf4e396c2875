using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Components.Shared;

namespace Scimify.Portal.Components.Layout;

/// <summary>What an organization has to be told on every page, the worst first.</summary>
public sealed class ProblemQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    private const int MostTokens = 3;

    /// <summary>How long a token that has ended is spoken of.</summary>
    private static readonly TimeSpan Mourning = TimeSpan.FromDays(7);

    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(30);

    public async Task<IReadOnlyList<HeldNotice>> HeldAsync(Actor actor, CancellationToken ct)
    {
        if (!Permissions.Grants(actor.Role, Permission.ReadDirectory))
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Integrations
            .Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null && db.HeldChanges.Any(h => h.IntegrationKey == i.Key))
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new HeldNotice(i.Id, i.Name, db.HeldChanges.LongCount(h => h.IntegrationKey == i.Key)))
            .ToListAsync(ct);
    }

    public async Task<IReadOnlyList<Problem>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var sick = await db.Integrations
            .Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null && i.Health != IntegrationHealth.Ok)
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new { i.Id, i.Name, i.Health, i.Mode })
            .ToListAsync(ct);
        return
        [
            .. sick.Select(i => (i.Id, i.Name, Look: HealthLook.Of(i.Health, i.Mode))).Where(i => i.Look.IsProblem)
                .Select(i => new Problem($"{i.Id}", "bad", $"{i.Name}: {i.Look.Text.ToLowerInvariant()}.", i.Look.Meaning, $"/integrations/{i.Id}", "See the integration")),
            .. await BudgetsAsync(db, actor, ct),
            .. Permissions.Grants(actor.Role, Permission.ReadSaml) ? await CertificatesAsync(db, actor, ct) : [],
            .. Permissions.Grants(actor.Role, Permission.ReadTokens) ? await TokensAsync(db, actor, ct) : [],
        ];
    }

    private async Task<IEnumerable<Problem>> BudgetsAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var month = LookerCallCount.MonthOf(now);
        var spent = await db.Integrations
            .Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null)
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new { i.Id, i.Name, i.Policies, Calls = db.LookerCallCounts.Where(c => c.IntegrationKey == i.Key && c.Month == month).Select(c => c.Calls).FirstOrDefault() })
            .ToListAsync(ct);
        return spent
            .Select(i => (i.Id, i.Name, Budget: CallBudget.Of(i.Policies, i.Calls, now)))
            .Where(i => i.Budget is { AllowsBackground: false } or { WillBeOverspent: true })
            .Select(i => new Problem(
                $"{i.Id} budget",
                i.Budget!.IsOverspent ? "bad" : "wait",
                i.Budget.IsOverspent ? $"{i.Name}: the budget of Looker calls is spent." : $"{i.Name}: the budget of Looker calls will not last.",
                $"{i.Budget.Spent:N0} of {i.Budget.Budget:N0} calls of this month; at this pace it will be {i.Budget.Forecast:N0}.",
                $"/integrations/{i.Id}",
                "See the integration"));
    }

    private async Task<IEnumerable<Problem>> CertificatesAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return (await db.LastingCertificatesAsync(actor.OrganizationKey, ct))
            .Select(lasting => (lasting.IntegrationId, lasting.Name, Left: lasting.Certificate.NotAfter - now))
            .Where(lasting => lasting.Left <= CertificateWarning)
            .Select(lasting => new Problem(
                $"{lasting.IntegrationId} saml",
                lasting.Left <= TimeSpan.FromDays(7) ? "bad" : "wait",
                lasting.Left <= TimeSpan.Zero
                    ? $"{lasting.Name}: the identity provider's SAML certificate has expired."
                    : $"{lasting.Name}: the identity provider's SAML certificate expires in {Times.Words(lasting.Left)}.",
                lasting.Left <= TimeSpan.Zero ? "SAML logins to Looker fail." : "SAML logins to Looker fail from then on. Put the next one beside it in time.",
                $"/integrations/{lasting.IntegrationId}/saml",
                "See SAML"));
    }

    private async Task<IEnumerable<Problem>> TokensAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (from, to) = (now - Mourning, now.AddDays((int)TokenWarning.Month));
        var ending = await db.ScimTokens
            .Where(t => t.OrganizationKey == actor.OrganizationKey && t.RevokedAt == null && t.ExpiresAt > from && t.ExpiresAt <= to)
            .Join(db.Integrations, t => t.IntegrationKey, i => i.Key, (t, i) => new { t.Id, t.Description, t.CreatedAt, t.RotatedAt, t.ExpiresAt, Integration = i.Id, i.Name })
            .OrderBy(t => t.ExpiresAt).ThenBy(t => t.Id)
            .ToListAsync(ct);
        var warned = ending.Select(t => (Token: t, Warning: TokenWarnings.At(t.RotatedAt ?? t.CreatedAt, t.ExpiresAt, now))).Where(t => t.Warning != TokenWarning.None).ToList();
        return warned.Take(MostTokens).Select(t => new Problem(
            $"{t.Token.Id}",
            t.Warning switch { TokenWarning.Ended or TokenWarning.Day => "bad", TokenWarning.Month => "note", _ => "wait" },
            t.Warning == TokenWarning.Ended
                ? $"The token “{t.Token.Description}” of {t.Token.Name} has expired."
                : $"The token “{t.Token.Description}” of {t.Token.Name} stops working in {Times.Words(t.Token.ExpiresAt!.Value - now)}.",
            t.Warning == TokenWarning.Ended
                ? "Whoever still uses it is refused. Rotate it, or revoke it if nobody needs it."
                : "Rotate it in time, and enter the new secret in the identity provider.",
            $"/integrations/{t.Token.Integration}/tokens",
            warned.Count > MostTokens && t == warned[MostTokens - 1] ? $"See the tokens ({warned.Count - MostTokens} more end soon)" : "See the token"));
    }
}

/// <param name="Key">Of what it speaks of.</param>
/// <param name="Tone">As of a <see cref="Notice"/>.</param>
public sealed record Problem(string Key, string Tone, string Title, string Text, string Href, string LinkText);

/// <summary>So many changes of an integration wait for a person.</summary>
public sealed record HeldNotice(Guid IntegrationId, string Name, long Count)
{
    public string Address => $"/integrations/{IntegrationId}/held";
}
