using Microsoft.EntityFrameworkCore;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>An organization's webhooks, in the order of their creation.</summary>
public sealed class WebhooksQuery(IDbContextFactory<ScimifyContext> contexts, WebhookViews views)
{
    public async Task<ResultPage<WebhookView>> RunAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var webhooks = db.Webhooks.AsNoTracking().Where(w => w.OrganizationKey == actor.OrganizationKey);
        var rows = await webhooks.OrderBy(w => w.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct);
        return new([.. rows.Select(webhook => views.Of(actor, webhook))], part, await webhooks.LongCountAsync(ct));
    }
}
