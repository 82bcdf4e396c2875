using Microsoft.EntityFrameworkCore;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>The messages to one webhook, newest first.</summary>
public sealed class WebhookDeliveriesQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<ResultPage<WebhookDeliveryView>> RunAsync(Actor actor, Guid webhook, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var deliveries = db.WebhookDeliveries.AsNoTracking()
            .Where(d => db.Webhooks.Any(w => w.Key == d.WebhookKey && w.OrganizationKey == actor.OrganizationKey && w.Id == webhook));
        var rows = await deliveries.OrderByDescending(d => d.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct);
        return new([.. rows.Select(WebhookDeliveryView.Of)], part, await deliveries.LongCountAsync(ct));
    }
}
