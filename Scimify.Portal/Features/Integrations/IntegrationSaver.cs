using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Impact;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Plan;

namespace Scimify.Portal.Features.Integrations;

/// <summary>Saves the settings of an integration. What reaches people in Looker at once, or cannot be undone, is asked for in numbers first.</summary>
public sealed class IntegrationSaver(IntegrationService integrations, AppDialogs dialogs, DeletionImpactService deletions, PlanCountQuery counts)
{
    /// <param name="actor">Who saves.</param>
    /// <param name="stored">As it is now.</param>
    /// <param name="edit">As it is meant to be.</param>
    /// <param name="measuring">Told while Looker is read, and when that is over.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    /// <returns>The saved integration; null if the person did not confirm.</returns>
    /// <exception cref="ValidationFailedException">Keyed by field.</exception>
    /// <exception cref="ConflictException">The name is taken, or Looker could not be read.</exception>
    public async Task<IntegrationView?> SaveAsync(Actor actor, IntegrationView stored, IntegrationEdit edit, Action<bool> measuring, CancellationToken ct)
    {
        var change = edit.ToChange();
        if (change.Mode == IntegrationMode.Live && edit.WasPlan && !await GoLiveDialog.ConfirmedAsync(dialogs, counts, actor, stored, ct))
        {
            return null;
        }

        if (change.Policies is { OnDelete: DeletionPolicy.Delete } && !await DeletionAgreedAsync(actor, stored, change, measuring, ct))
        {
            return null;
        }

        return await integrations.UpdateAsync(actor, stored.Id, change, ct);
    }

    /// <summary>Shows what deleting in Looker can cost, and asks for confirmation.</summary>
    private async Task<bool> DeletionAgreedAsync(Actor actor, IntegrationView stored, IntegrationChange change, Action<bool> measuring, CancellationToken ct)
    {
        if (change is not { InstanceName: null, BaseUrl: null, ClientId: null, ClientSecret: null })
        {
            throw new ConflictException("Save the connection first. What deleting in Looker would cost is read from the Looker that is saved.");
        }

        DeletionImpact impact;
        measuring(true);
        try
        {
            impact = await deletions.MeasureAsync(actor, stored, ct);
        }
        finally
        {
            measuring(false);
        }

        return await dialogs.OpenAsync<ConfirmDialog>("Delete people in Looker?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = DeletionWords.Of(impact),
            [nameof(ConfirmDialog.Button)] = "Delete in Looker from now on",
            [nameof(ConfirmDialog.TypedName)] = stored.Name,
        }) is true;
    }
}
