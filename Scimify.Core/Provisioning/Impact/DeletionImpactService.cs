using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Impact;

/// <summary>Measures what the policy <c>onDelete: delete</c> can cost before it is switched on. Console and REST API call it.</summary>
public sealed class DeletionImpactService(IDeletionImpactStore store, ISyncStore integrations, LookerConnector connector)
{
    /// <summary>Reads Looker's Looks, dashboards and schedules: one call for every 500 of each, behind all other calls. Changes nothing.</summary>
    /// <exception cref="ForbiddenException">The role may not manage integrations.</exception>
    /// <exception cref="NotFoundException">The integration has been deleted meanwhile.</exception>
    /// <exception cref="ConflictException">Looker refused, or its credential cannot be used.</exception>
    /// <exception cref="UnavailableException">Looker could not be reached.</exception>
    public async Task<DeletionImpact> MeasureAsync(Actor actor, IntegrationView integration, CancellationToken ct)
    {
        actor.Require(Permission.ManageIntegrations);
        var row = await integrations.IntegrationAsync(integration.Key, ct) ?? throw new NotFoundException($"Integration with UUID {integration.Id} not found");
        return await LookerTrouble.ExplainAsync(() => MeasureAsync(connector.Connect(row).InBackground, integration.Key, ct), "What deletions would cost could not be read from Looker");
    }

    private async Task<DeletionImpact> MeasureAsync(LookerClient looker, int integrationKey, CancellationToken ct)
    {
        var ledger = new DeletionLedger(store, integrationKey);
        await foreach (var page in looker.ListLooksAsync(ct))
        {
            await ledger.AddLooksAsync(page, ct);
        }

        await foreach (var page in looker.ListDashboardsAsync(ct))
        {
            await ledger.AddDashboardsAsync(page, ct);
        }

        await foreach (var page in looker.ListSchedulesAsync(ct))
        {
            await ledger.AddSchedulesAsync(page, ct);
        }

        return ledger.Sum(await store.CountAsync(integrationKey, ct));
    }
}
