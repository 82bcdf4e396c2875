using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations;

/// <summary>An organization's integrations, sorted by name.</summary>
public sealed class IntegrationsQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <remarks>Names are sorted here, and only names are read for that, because the databases disagree about letters.</remarks>
    public async Task<ResultPage<IntegrationView>> RunAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var names = await db.Integrations.Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null).Select(i => new { i.Key, i.Id, i.Name }).ToListAsync(ct);
        var keys = names.OrderBy(i => i.Name, StringComparer.OrdinalIgnoreCase).ThenBy(i => i.Id).Skip(part.Skip).Take(part.Size).Select(i => i.Key).ToList();
        var rows = await db.Integrations.AsNoTracking().Where(i => keys.Contains(i.Key)).ToDictionaryAsync(i => i.Key, ct);
        return new([.. keys.Select(key => IntegrationView.Of(rows[key], actor.OrganizationId))], part, names.Count);
    }
}
