using Scimify.Core.Integrations;
using Scimify.Core.People;

namespace Scimify.Portal.Shared.Integrations;

/// <summary>The organization's integrations, each with its status.</summary>
public sealed class IntegrationListQuery(IntegrationService integrations)
{
    public async Task<IReadOnlyList<IntegrationCard>> RunAsync(Actor actor, CancellationToken ct)
    {
        var cards = new List<IntegrationCard>();
        foreach (var integration in await integrations.ListAsync(actor, ct))
        {
            cards.Add(new IntegrationCard(integration, await integrations.StatusAsync(actor, integration.Id, ct)));
        }

        return cards;
    }
}

public sealed record IntegrationCard(IntegrationView Integration, IntegrationStatus Status);
