using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Drift;

public sealed partial class DriftPage : DataPage<DriftView>
{
    [Inject] public required DriftQuery Items { get; init; }

    [Inject] public required DriftService Drift { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public string? Kind { get; set; }

    /// <summary>One of <see cref="ListView"/>; null for the open ones.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private DriftState Shown => View switch { ListView.Accepted => DriftState.Accepted, ListView.Ignored => DriftState.Ignored, _ => DriftState.Open };

    private PageRequest Part => PageRequest.Of(Page);

    protected override ChangeTopics Watches => ChangeTopics.Drift;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override async Task<DriftView> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        var (last, counts) = await Items.StateAsync(integration.Key, ct);
        return new DriftView(integration, last, await Items.RunAsync(integration.Key, Shown, UrlState.Word<DriftKind>(Kind), Part, ct), counts);
    }

    private Task CompareAsync() => TryAsync(async actor => await Drift.StartAsync(actor, Value!.Integration, repair: false, Leaving));

    private async Task RepairAllAsync()
    {
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Repair what differs?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[]
            {
                "First, Looker is compared once more.",
                $"{Times.Count(Value!.Counts.Repairable, "difference")} in users, groups and memberships that SCIM manages, and anything else that the comparison finds, {(Value.Counts.Repairable == 1 ? "is" : "are")} written to Looker again.",
                "Members that were added by hand stay.",
            },
            [nameof(ConfirmDialog.Button)] = "Repair",
        });
        if (confirmed is true)
        {
            await TryAsync(async actor => await Drift.StartAsync(actor, Value!.Integration, repair: true, Leaving));
        }
    }

    private static bool GivesAccess(DriftItem item) => item.Urgent || DriftWords.Of(item.Kind).Tone == "bad";

    private Task RepairAsync(DriftItem item) => DoAsync(item, Drift.RepairAsync, $"{DriftWords.Of(item.Kind).Repair}: {item.Name} is on its way to Looker.");

    private Task AcceptAsync(DriftItem item) => DoAsync(item, Drift.AcceptAsync, $"{item.Name}: Looker keeps its value. Another one is reported again.", () => ReopenAsync(item));

    private Task IgnoreAsync(DriftItem item) => DoAsync(item, Drift.IgnoreAsync, $"{item.Name}: this is never reported again.", () => ReopenAsync(item));

    private Task ReopenAsync(DriftItem item) => DoAsync(item, Drift.ReopenAsync, $"{item.Name}: the difference is open again.");

    private Task DoAsync(DriftItem item, Func<Actor, IntegrationView, Guid, CancellationToken, Task<DriftItem>> what, string done, Func<Task>? undo = null) => TryAsync(async actor =>
    {
        await what(actor, Value!.Integration, item.Id, Leaving);
        Toasts.Done(done, undo);
    });

    private async Task TryAsync(Func<Actor, Task> what)
    {
        try
        {
            await what(await Session.ActorAsync());
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }

        await ReloadAsync();
        Session.Tell();
    }

    private string Href(DriftItem item) => $"integrations/{Id}/{(item.ResourceType == "User" ? "users" : "groups")}/{item.ScimId}";
}

/// <param name="Last">The comparison that is running or ran last; null if there was none.</param>
/// <param name="Counts">Whatever the filter.</param>
public sealed record DriftView(IntegrationView Integration, ReconcileRun? Last, ResultPage<DriftItem> Items, DriftCounts Counts)
{
    public bool IsRunning => Last is { State: ReconcileState.Running };

    public IReadOnlyList<ListView> Tabs =>
        [new(null, "Open", Counts.Open), new(ListView.Accepted, "Accepted", Counts.Accepted), new(ListView.Ignored, "Ignored", Counts.Ignored)];
}
