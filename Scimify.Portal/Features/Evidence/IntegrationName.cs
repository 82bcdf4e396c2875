using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Evidence;

/// <summary>An integration that the history tells of. It may be deleted by now.</summary>
public sealed record IntegrationName(Guid Id, string Name)
{
    /// <summary>The organization's integrations by their keys.</summary>
    /// <param name="only">Null for all. An integration that the organization does not have gives none.</param>
    internal static Task<Dictionary<int, IntegrationName>> AllAsync(ScimifyContext db, Actor actor, Guid? only, CancellationToken ct) => db.Integrations
        .Where(i => i.OrganizationKey == actor.OrganizationKey && (only == null || i.Id == only))
        .ToDictionaryAsync(i => i.Key, i => new IntegrationName(i.Id, i.Name), ct);
}
