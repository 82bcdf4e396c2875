using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>Revisions, the newest first. Looker is not asked.</summary>
public sealed class SamlRevisionListQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations, ISamlStore store)
{
    public const int PageSize = 20;

    public async Task<SamlRevisionList> RunAsync(Actor actor, Guid integrationId, int page, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = db.SamlRevisions.Where(r => r.IntegrationKey == integration.Key);
        var rows = await all.OrderByDescending(r => r.Number).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(ct);
        return new(integration, rows, await all.LongCountAsync(ct), (await store.LatestAsync(integration.Key, ct))?.Id);
    }
}

/// <param name="Latest">The one that Looker was last seen to have.</param>
public sealed record SamlRevisionList(IntegrationView Integration, IReadOnlyList<SamlRevision> Rows, long Total, Guid? Latest);
