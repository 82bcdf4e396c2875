using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Notifications;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Notifications;

internal sealed class WebhookStore(ScimifyDatabase database, TimeProvider clock) : IWebhookStore
{
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
            foreach (var webhook in session.Context.Webhooks.Where(w => w.OrganizationKey == notice.OrganizationKey).Select(w => w.Key).ToList())
            {
                var id = Guid.CreateVersion7(now);
                session.Context.WebhookDeliveries.Add(new WebhookDelivery
                {
                    Id = id,
                    WebhookKey = webhook,
                    Kind = notice.Kind,
                    Body = body(id),
                    CreatedAt = now,
                    NotBefore = now.ToUnixTimeMilliseconds(),
                });
            }
        },
        ct);

    public async Task<IReadOnlyList<(WebhookDelivery Delivery, Webhook Webhook)>> TakeAsync(int most, DateTimeOffset until, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
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
                        one.Delivery.Key, until.ToUnixTimeMilliseconds(), one.Delivery.NotBefore) > 0)
                    {
                        one.Delivery.Attempts++;
                        taken.Add((one.Delivery, one.Webhook));
                    }
                }

                return taken;
            },
            ct);
    }

    public Task DeliveredAsync(WebhookDelivery delivery, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Execute("DELETE FROM webhook_deliveries WHERE key = @p0", delivery.Key);
            session.Execute(
                "UPDATE webhooks SET delivered_at = @p1, failed_at = NULL, failure = NULL WHERE key = @p0", delivery.WebhookKey, clock.GetUtcNow().ToUnixTimeMilliseconds());
        },
        ct);

    public Task FailedAsync(WebhookDelivery delivery, string problem, DateTimeOffset? again, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (again is { } at)
            {
                session.Execute("UPDATE webhook_deliveries SET not_before = @p1 WHERE key = @p0", delivery.Key, at.ToUnixTimeMilliseconds());
            }
            else
            {
                session.Execute("DELETE FROM webhook_deliveries WHERE key = @p0", delivery.Key);
            }

            session.Execute(
                "UPDATE webhooks SET failed_at = COALESCE(failed_at, @p1), failure = @p2 WHERE key = @p0",
                delivery.WebhookKey, clock.GetUtcNow().ToUnixTimeMilliseconds(), problem);
        },
        ct);
}
