using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.People.Views;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Drift;

public sealed partial class DriftPage : DataPage<DriftView>
{
    // From so many on, a repair asks first.
    private const int Many = 10;

    private readonly RowSelection _urgent = new();
    private IReadOnlyList<SavedView> _saved = [];
    private readonly RowSelection _others = new();

    [Inject] public required DriftQuery Items { get; init; }

    [Inject] public required DriftService Drift { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required SavedViewService SavedViews { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public string? Kind { get; set; }

    /// <summary>One of <see cref="ListView"/>; null for the open ones.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private DriftState Shown => View switch { ListView.Accepted => DriftState.Accepted, ListView.Ignored => DriftState.Ignored, _ => DriftState.Open };

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    protected override ChangeTopics Watches => ChangeTopics.Drift;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override async Task<DriftView> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        var (last, counts) = await Items.StateAsync(integration.Key, ct);
        var items = await Items.RunAsync(integration.Key, Shown, UrlState.Word<DriftKind>(Kind), Part, ct);
        return new DriftView(integration, last, items, counts);
    }

    protected override async Task ArrivedAsync(Actor actor, DriftView value, CancellationToken ct)
    {
        foreach (var selection in (RowSelection[])[_urgent, _others])
        {
            selection.Keep(value.Items.Items.Where(item => SelectionOf(GivesAccess(item)) == selection).Select(item => item.Id));
        }

        _saved = await SavedViews.ListAsync(actor, "drift", ct);
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

    private RowSelection SelectionOf(bool givesAccess) => givesAccess ? _urgent : _others;

    private async Task RepairSelectedAsync(RowSelection selection)
    {
        if (selection.Count < Many || await Dialogs.OpenAsync<ConfirmDialog>($"Repair {selection.Count:N0} differences?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[] { $"{selection.Count:N0} differences are written to Looker again, as your identity provider says.", "What people changed there by hand is lost." },
            [nameof(ConfirmDialog.Button)] = $"Repair {selection.Count:N0}",
            [nameof(ConfirmDialog.TypedName)] = ConfirmDialog.NumberToType(selection.Count),
        }) is true)
        {
            await DoSelectedAsync(selection, Drift.RepairAsync, count => $"{Times.Count(count, "difference")} {(count == 1 ? "is" : "are")} on the way to Looker.");
        }
    }

    private Task AcceptSelectedAsync(RowSelection selection) => DoSelectedAsync(
        selection, Drift.AcceptAsync, count => $"Looker keeps {Times.Count(count, "value")}. Another one is reported again.", mayUndo: true);

    private Task IgnoreSelectedAsync(RowSelection selection) => DoSelectedAsync(
        selection, Drift.IgnoreAsync, count => $"{Times.Count(count, "difference")} {(count == 1 ? "is" : "are")} never reported again.", mayUndo: true);

    private Task ReopenSelectedAsync(RowSelection selection) => DoSelectedAsync(
        selection, Drift.ReopenAsync, count => $"{Times.Count(count, "difference")} {(count == 1 ? "is" : "are")} open again.");

    private async Task DoSelectedAsync(
        RowSelection selection, Func<Actor, IntegrationView, Guid, CancellationToken, Task<DriftItem>> what, Func<int, string> done, bool mayUndo = false)
    {
        var ids = selection.Ids.ToList();
        var outcome = await BulkOutcome.RunAsync(ids, async id => await what(await Session.ActorAsync(), Value!.Integration, id, Leaving));
        outcome.Tell(Toasts, done, mayUndo ? UndoAsync : null);
        selection.Clear();
        await ReloadAsync();
        Session.Tell();

        async Task UndoAsync()
        {
            var undone = await BulkOutcome.RunAsync(ids, async id => await Drift.ReopenAsync(await Session.ActorAsync(), Value!.Integration, id, Leaving));
            undone.Tell(Toasts, count => $"{Times.Count(count, "difference")} {(count == 1 ? "is" : "are")} open again.");
            await ReloadAsync();
            Session.Tell();
            StateHasChanged();
        }
    }

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
