using Scimify.Core.Integrations;
using Scimify.Core.People;

using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Shared.Plan;

/// <summary>Asks for confirmation before the planned changes are made.</summary>
public static class GoLiveDialog
{
    public static async Task<bool> ConfirmedAsync(AppDialogs dialogs, PlanCountQuery plan, Actor actor, IntegrationView integration, CancellationToken ct)
    {
        var counts = await plan.CountAsync(actor, integration.Id, ct);
        return await dialogs.OpenAsync<ConfirmDialog>("Switch to live?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = PlanWords.GoLive(counts, integration.Policies),
            [nameof(ConfirmDialog.Button)] = "Switch to live",
        }) is true;
    }
}
