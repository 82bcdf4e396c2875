using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Notifications;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Notifications;

internal sealed class WebhookStore(ScimifyDatabase database, TimeProvider clock) : IWebhookStore
{
    /// <summary>How many settled deliveries of a webhook stay.</summary>
    internal const int MostSettled = 100;

    public async Task<IReadOnlyList<Webhook>> ListAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.Webhooks.Where(w => w.OrganizationKey == organizationKey).OrderBy(w => w.Key).ToListAsync(ct);
    }

    public async Task<Webhook?> FindAsync(int organizationKey, Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.Webhooks.SingleOrDefaultAsync(w => w.OrganizationKey == organizationKey && w.Id == id, ct);
    }

    public Task<bool> AddAsync(Webhook webhook, int most, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (db.Webhooks.Count(w => w.OrganizationKey == webhook.OrganizationKey) >= most)
            {
                return false;
            }

            db.Webhooks.Add(webhook);
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<Webhook?> ChangeAsync(int organizationKey, Guid id, Func<Webhook, AuditEntry?> change, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var webhook = session.Context.Webhooks.SingleOrDefault(w => w.OrganizationKey == organizationKey && w.Id == id);
            if (webhook is not null && change(webhook) is { } audit)
            {
                session.AppendAudit(audit);
            }

            return webhook;
        },
        ct);

    public Task<bool> DeleteAsync(int organizationKey, Guid id, Func<Webhook, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (db.Webhooks.SingleOrDefault(w => w.OrganizationKey == organizationKey && w.Id == id) is not { } webhook)
            {
                return false;
            }

            db.Webhooks.Remove(webhook);
            session.AppendAudit(audit(webhook));
            return true;
        },
        ct);

    public async Task<IReadOnlyList<Notice>> FindNoticesAsync(CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var organizations = await db.Webhooks.Select(w => w.OrganizationKey).Distinct().ToListAsync(ct);
        var notices = new List<Notice>();
        foreach (var organization in organizations)
        {
            notices.AddRange(await new NoticeFinder(db, organization, clock.GetUtcNow()).RunAsync(ct));
        }

        return notices;
    }

    public Task TellAsync(Notice notice, Func<Guid, string> body, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Concern(notice.OrganizationKey);
            var isNews = session.Execute(
                """
                INSERT INTO notice_marks (organization_key, subject, value) VALUES (@p0, @p1, @p2)
                ON CONFLICT (organization_key, subject) DO UPDATE SET value = excluded.value WHERE notice_marks.value < excluded.value
                """,
                notice.OrganizationKey, notice.Subject, notice.Value) > 0;
            if (!isNews)
            {
                return;
            }

            var now = clock.GetUtcNow();
            foreach (var webhook in session.Context.Webhooks.AsNoTracking().Where(w => w.OrganizationKey == notice.OrganizationKey).ToList().Where(w => WebhookEvents.Wants(w, notice.Kind)))
            {
                var id = Guid.CreateVersion7(now);
                session.Context.WebhookDeliveries.Add(new WebhookDelivery
                {
                    Id = id,
                    WebhookKey = webhook.Key,
                    Kind = notice.Kind,
                    Body = body(id),
                    CreatedAt = now,
                    NotBefore = Ms(now),
                });
            }
        },
        ct);

    public async Task<IReadOnlyList<(WebhookDelivery Delivery, Webhook Webhook)>> TakeAsync(int most, DateTimeOffset until, CancellationToken ct)
    {
        var now = Ms(clock.GetUtcNow());
        await using (var db = database.CreateDbContext())
        {
            if (!await db.WebhookDeliveries.AnyAsync(d => d.NotBefore <= now, ct))
            {
                return [];
            }
        }

        return await database.WriteAsync<IReadOnlyList<(WebhookDelivery, Webhook)>>(
            session =>
            {
                var db = session.Context;
                var due = db.WebhookDeliveries.Where(d => d.NotBefore <= now).OrderBy(d => d.NotBefore).ThenBy(d => d.Key).Take(most)
                    .Join(db.Webhooks, d => d.WebhookKey, w => w.Key, (d, w) => new { Delivery = d, Webhook = w }).AsNoTracking().ToList();
                var taken = new List<(WebhookDelivery, Webhook)>();
                foreach (var one in due)
                {
                    if (session.Execute(
                        "UPDATE webhook_deliveries SET not_before = @p1, attempts = attempts + 1 WHERE key = @p0 AND not_before = @p2",
                        one.Delivery.Key, Ms(until), one.Delivery.NotBefore!.Value) > 0)
                    {
                        session.Concern(one.Webhook.OrganizationKey);
                        one.Delivery.Attempts++;
                        taken.Add((one.Delivery, one.Webhook));
                    }
                }

                return taken;
            },
            ct);
    }

    public Task<WebhookDelivery?> ClaimAsync(Webhook webhook, Guid delivery, DateTimeOffset until, Func<WebhookDelivery, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var claimed = session.Context.WebhookDeliveries.SingleOrDefault(d => d.WebhookKey == webhook.Key && d.Id == delivery);
            if (claimed is not null)
            {
                claimed.NotBefore = Ms(until);
                claimed.Attempts++;
                session.AppendAudit(audit(claimed));
            }

            return claimed;
        },
        ct);

    public Task RecordAsync(WebhookDelivery delivery, WebhookAnswer answer, DateTimeOffset? again, CancellationToken ct)
    {
        var isNew = delivery.Key == 0;
        return database.WriteAsync(
            session =>
            {
                var now = clock.GetUtcNow();
                var recorded = answer.Problem is null
                    ? session.Execute("UPDATE webhooks SET delivered_at = @p1, failed_at = NULL, failure = NULL WHERE key = @p0", delivery.WebhookKey, Ms(now))
                    : session.Execute("UPDATE webhooks SET failed_at = COALESCE(failed_at, @p1), failure = @p2 WHERE key = @p0", delivery.WebhookKey, Ms(now), answer.Problem);
                if (recorded == 0)
                {
                    return;
                }

                session.Concern(session.Context.Webhooks.Where(w => w.Key == delivery.WebhookKey).Select(w => w.OrganizationKey).Single());

                if (isNew)
                {
                    delivery.Key = 0;
                    session.Context.WebhookDeliveries.Add(delivery);
                    session.Context.SaveChanges();
                }

                session.Execute(
                    "UPDATE webhook_deliveries SET attempted_at = @p1, status = @p2, duration_ms = @p3, problem = @p4, not_before = @p5 WHERE key = @p0",
                    delivery.Key, Ms(now), answer.Status, (long)answer.Took.TotalMilliseconds, answer.Problem, again is { } at ? Ms(at) : null);
                session.Execute(
                    """
                    DELETE FROM webhook_deliveries WHERE webhook_key = @p0 AND not_before IS NULL AND key NOT IN
                        (SELECT key FROM webhook_deliveries WHERE webhook_key = @p0 AND not_before IS NULL ORDER BY key DESC LIMIT @p1)
                    """,
                    delivery.WebhookKey, MostSettled);
            },
            ct);
    }

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
