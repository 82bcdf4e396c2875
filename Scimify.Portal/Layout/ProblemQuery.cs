using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Integrations;
using Scimify.Core.Persistence.Reviews;
using Scimify.Core.Persistence.Saml;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Persistence.Tokens;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>What needs somebody's attention in an organization, the worst first.</summary>
public sealed class ProblemQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    private const int MostTokens = 3;

    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(30);

    /// <summary>A receiver that restarts is no problem: the message is tried again.</summary>
    private static readonly TimeSpan WebhookPatience = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<Problem>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var sick = await db.Integrations
            .Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null && i.Health != IntegrationHealth.Ok)
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new { i.Id, i.Name, i.Health, i.Mode })
            .ToListAsync(ct);
        Problem[] all =
        [
            .. sick.Select(i => (i.Id, i.Name, Look: HealthLook.Of(i.Health, i.Mode))).Where(i => i.Look.IsProblem)
                .Select(i => new Problem($"{i.Id}", i.Id, "bad", $"{i.Name}: {LetterCase.Lower(i.Look.Text)}.", i.Look.Meaning, $"integrations/{i.Id}", "Look")),
            .. Permissions.Grants(actor.Role, Permission.ReadDirectory) ? await DirectoryAsync(db, actor, ct) : [],
            .. await BudgetsAsync(db, actor, ct),
            .. Permissions.Grants(actor.Role, Permission.ReadSaml) ? await SamlAsync(db, actor, ct) : [],
            .. Permissions.Grants(actor.Role, Permission.ReadTokens) ? await TokensAsync(db, actor, ct) : [],
            .. await WebhooksAsync(db, actor, ct),
            .. await StreamsAsync(db, actor, ct),
            .. await ReviewsAsync(db, actor, ct),
        ];
        return [.. all.OrderBy(p => p.Tone switch { "bad" => 0, "wait" => 1, _ => 2 })];
    }

    private static async Task<IEnumerable<Problem>> DirectoryAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var waiting = await db.Integrations
            .Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null)
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new
            {
                i.Id,
                i.Name,
                Held = db.HeldChanges.LongCount(h => h.IntegrationKey == i.Key),
                Urgent = db.DriftItems.LongCount(d => d.IntegrationKey == i.Key && d.State == DriftState.Open && (d.Urgent || d.Kind == DriftKind.UserEnabled)),
            })
            .ToListAsync(ct);
        return
        [
            .. waiting.Where(i => i.Urgent > 0).Select(i => new Problem(
                $"{i.Id} drift", i.Id, "bad", $"{i.Name}: access came back in Looker.",
                $"{Times.Count(i.Urgent, "difference gives", "differences give")} back what your identity provider took away.", $"integrations/{i.Id}/drift", "Look", "drift")),
            .. waiting.Where(i => i.Held > 0).Select(i => new Problem(
                $"{i.Id} held", i.Id, "wait", $"{i.Name}: {Times.Count(i.Held, "change is", "changes are")} held.",
                "Looker stays as it is until you decide.", $"integrations/{i.Id}/held", "Review", "hand")),
        ];
    }

    private async Task<IEnumerable<Problem>> BudgetsAsync(ScimifyContext db, Actor actor, CancellationToken ct) =>
        from spent in await db.SpentBudgetsAsync(actor.OrganizationKey, clock.GetUtcNow(), ct)
        let budget = spent.Budget
        where budget.Stage != CallBudgetStage.Lasts
        select new Problem(
            $"{spent.IntegrationId} budget",
            spent.IntegrationId,
            budget.IsOverspent ? "bad" : "wait",
            budget.IsOverspent ? $"{spent.Name}: the budget of Looker calls is spent." : $"{spent.Name}: the budget of Looker calls will not last.",
            $"{budget.Spent:N0} of {budget.Budget:N0} calls of this month are spent. At this pace, the month will need {budget.Forecast:N0}.",
            $"integrations/{spent.IntegrationId}",
            "Look");

    private async Task<IEnumerable<Problem>> SamlAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var conflicts = await db.SamlChecks.Where(c => c.Alarms > 0)
            .Join(db.Integrations.Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null), c => c.IntegrationKey, i => i.Key, (c, i) => new { i.Id, i.Name, c.Alarms })
            .OrderBy(c => c.Name).ThenBy(c => c.Id)
            .ToListAsync(ct);
        return
        [
            .. conflicts.Select(c => new Problem(
                $"{c.Id} saml-conflicts",
                c.Id,
                "bad",
                $"{c.Name}: SAML works against SCIM.",
                $"{Times.Count(c.Alarms, "setting")} in Looker would undo what SCIM built at the next logins.",
                $"integrations/{c.Id}/saml/conflicts",
                "Look")),
            .. await CertificatesAsync(db, actor, ct),
        ];
    }

    private async Task<IEnumerable<Problem>> CertificatesAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return (await db.LastingCertificatesAsync(actor.OrganizationKey, ct))
            .Select(lasting => (lasting.IntegrationId, lasting.Name, Left: lasting.Certificate.NotAfter - now))
            .Where(lasting => lasting.Left <= CertificateWarning)
            .Select(lasting => new Problem(
                $"{lasting.IntegrationId} saml",
                lasting.IntegrationId,
                lasting.Left <= TimeSpan.FromDays(7) ? "bad" : "wait",
                lasting.Left <= TimeSpan.Zero
                    ? $"{lasting.Name}: the identity provider's SAML certificate has expired."
                    : $"{lasting.Name}: the identity provider's SAML certificate expires in {Times.Words(lasting.Left)}.",
                lasting.Left <= TimeSpan.Zero ? "SAML logins to Looker fail." : "SAML logins to Looker fail from then on. Add the next one beside it in time.",
                $"integrations/{lasting.IntegrationId}/saml/certificates",
                "Look"));
    }

    private async Task<IEnumerable<Problem>> TokensAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ending = await db.EndingTokensAsync(actor.OrganizationKey, now, ct);
        return ending.Take(MostTokens).Select((t, i) => new Problem(
            $"{t.Id}",
            t.IntegrationId,
            t.Warning switch { TokenWarning.Ended or TokenWarning.Day => "bad", TokenWarning.Month => "move", _ => "wait" },
            t.Warning == TokenWarning.Ended
                ? $"The {What(t)} “{t.Description}” of {t.IntegrationName} has expired."
                : $"The {What(t)} “{t.Description}” of {t.IntegrationName} stops working in {Times.Words(t.ExpiresAt - now)}.",
            t.Warning == TokenWarning.Ended
                ? $"Whoever still uses it is refused. {(t.IsSecret ? "Add another one, or remove" : "Rotate it, or revoke")} it if nobody needs it."
                : $"{(t.IsSecret ? "Add the next one" : "Rotate it")} in time, and enter the new secret in the identity provider.",
            $"integrations/{t.IntegrationId}/tokens",
            ending.Count > MostTokens && i == MostTokens - 1 ? $"See {ending.Count - MostTokens} more" : t.IsSecret ? "Add" : "Rotate",
            "clock"));

        static string What(EndingToken token) => token.IsSecret ? "secret of the OAuth client" : "token";
    }

    /// <summary>Reviews that wait for the viewer: as a reviewer of rows about which no manager decides or whose manager has left, or because everything is decided and somebody has to close them.</summary>
    private async Task<IEnumerable<Problem>> ReviewsAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        if (!Permissions.Grants(actor.Role, Permission.ManageReviews) || actor.Id is not { } person)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var (undecided, forReviewers) = (db.ReviewedAccess.Open(), db.OpenForReviewers());
        var open = await db.AccessReviews.Where(r => r.OrganizationKey == actor.OrganizationKey && r.State == ReviewState.Open).OrderBy(r => r.DueAt).ThenBy(r => r.Key)
            .Select(r => new
            {
                r.Id,
                r.Name,
                r.DueAt,
                Open = undecided.LongCount(row => row.ReviewKey == r.Key),
                ForReviewers = forReviewers.LongCount(row => row.ReviewKey == r.Key),
                IsReviewer = db.AccessReviewers.Any(reviewer => reviewer.ReviewKey == r.Key && reviewer.PersonId == person),
            })
            .ToListAsync(ct);
        var closes = Permissions.Grants(actor.Role, Permission.ManageDirectory);
        return open.Where(r => r.Open == 0 || r.DueAt <= now ? closes || (r.IsReviewer && r.Open > 0) : r.IsReviewer && r.ForReviewers > 0).Select(r => new Problem(
            $"{r.Id} review",
            null,
            r.DueAt <= now ? "bad" : "wait",
            r.DueAt <= now ? $"The access review “{r.Name}” is overdue." : r.Open == 0 ? $"The access review “{r.Name}” can be closed." : $"The access review “{r.Name}” waits for you.",
            r.Open == 0 ? "Everything is decided. Nothing happens until somebody closes it."
                : r.DueAt <= now ? $"{Times.Count(r.Open, "row is", "rows are")} not decided." : $"{Times.Count(r.ForReviewers, "row is", "rows are")} open. It is due in {Times.Words(r.DueAt - now)}.",
            $"evidence/reviews/{r.Id}",
            "Review",
            "evidence"));
    }

    private async Task<IEnumerable<Problem>> StreamsAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - WebhookPatience;
        var failing = await db.LogStreams.Where(s => s.OrganizationKey == actor.OrganizationKey && s.FailedAt <= since).OrderBy(s => s.Key)
            .Select(s => new { s.Id, s.MaskedUrl, s.Failure }).ToListAsync(ct);
        return failing.Select(s => new Problem(
            $"{s.Id} stream",
            null,
            "bad",
            $"The logs do not reach {(s.MaskedUrl is { } url ? new Uri(url).Host : "their target on the server")}.",
            $"{s.Failure} Nothing is lost: what waits is sent once this is mended.",
            "webhooks",
            "Look"));
    }

    /// <summary>Who reads only the banner learns here that nobody is notified of anything else.</summary>
    private async Task<IEnumerable<Problem>> WebhooksAsync(ScimifyContext db, Actor actor, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - WebhookPatience;
        var failing = await db.Webhooks.Where(w => w.OrganizationKey == actor.OrganizationKey && w.FailedAt <= since).OrderBy(w => w.Key)
            .Select(w => new { w.Id, w.MaskedUrl, w.Failure }).ToListAsync(ct);
        return failing.Select(w => new Problem(
            $"{w.Id} webhook",
            null,
            "bad",
            $"Messages do not reach the webhook {new Uri(w.MaskedUrl).Host}.",
            $"{w.Failure} Until this is mended, nobody is notified there.",
            $"webhooks/{w.Id}",
            "Look"));
    }
}

/// <param name="Key">Identifies what it is about.</param>
/// <param name="IntegrationId">Null for what concerns the whole organization.</param>
/// <param name="Tone">As of <see cref="Badge"/>.</param>
/// <param name="LinkText">Of the button that leads to <paramref name="Href"/>.</param>
/// <param name="Picture">The name of an <see cref="Icon"/>; null for the tone's own.</param>
public sealed record Problem(string Key, Guid? IntegrationId, string Tone, string Title, string Text, string Href, string LinkText, string? Picture = null)
{
    public string IconName => Picture ?? Tone switch { "bad" => "x-circle", "wait" => "alert", _ => "info" };
}
