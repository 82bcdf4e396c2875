using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Features.Mappings;

/// <summary>An integration's mappings, and its groups to choose from.</summary>
public sealed class MappingsPageQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations, MappingService mappings)
{
    private const int MostGroups = 20;

    public async Task<MappingsView> RunAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        return new MappingsView(integration, await mappings.GetAsync(actor, integration, ct));
    }

    /// <summary>Groups whose names begin with the text, sorted by name.</summary>
    public async Task<IReadOnlyList<GroupChoice>> GroupsAsync(Actor actor, IntegrationView integration, string text, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var start = ScimText.Normalise(text.Trim());
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.ScimGroups
            .Where(g => g.IntegrationKey == integration.Key && g.DeletedAt == null && g.DisplayNameNorm.StartsWith(start))
            .OrderBy(g => g.DisplayNameNorm).ThenBy(g => g.Key).Take(MostGroups)
            .Select(g => new GroupChoice(g.Id, g.DisplayName)).ToListAsync(ct);
    }
}

public sealed record MappingsView(IntegrationView Integration, StoredMappings Stored);

public sealed record GroupChoice(Guid Id, string Name);
