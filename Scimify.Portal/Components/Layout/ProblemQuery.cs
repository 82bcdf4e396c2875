using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Portal.Components.Shared;

namespace Scimify.Portal.Components.Layout;

public sealed class ProblemQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<IReadOnlyList<Problem>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var sick = await db.Integrations
            .Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null && i.Health != IntegrationHealth.Ok)
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new { i.Id, i.Name, i.Health, i.Mode })
            .ToListAsync(ct);
        return [.. sick.Select(i => new Problem(i.Id, i.Name, HealthLook.Of(i.Health, i.Mode))).Where(p => p.Look.IsProblem)];
    }
}

public sealed record Problem(Guid IntegrationId, string Name, HealthLook Look);
