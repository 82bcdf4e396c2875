using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations;

/// <summary>An organization's integrations, sorted by name.</summary>
public sealed class IntegrationsQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<ResultPage<IntegrationView>> RunAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = db.Integrations.AsNoTracking().Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null);
        var total = await integrations.LongCountAsync(ct);
        var rows = await integrations.OrderBy(i => i.NameNorm).ThenBy(i => i.Key).Skip(part.Skip).Take(part.Size).ToListAsync(ct);
        return new([.. rows.Select(row => IntegrationView.Of(row, actor.OrganizationId))], part, total);
    }
}
