using Microsoft.AspNetCore.Components;
using Radzen;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Drift;

public sealed partial class DriftPage : DataPage<DriftView>
{
    private string? _problem;

    [Inject] public required DriftPageQuery Items { get; init; }

    [Inject] public required DriftService Drift { get; init; }

    [Inject] public required DialogService Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public string? Kind { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private int PageNumber => UrlState.PageNumber(Page);

    private DriftKind? ParsedKind => Enum.TryParse<DriftKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null;

    protected override Task<DriftView> QueryAsync(Actor actor, CancellationToken ct) => Items.RunAsync(actor, Id, ParsedKind, PageNumber, ct);

    protected override bool IsMoving(DriftView value) => value.IsRunning;

    private Task CompareAsync() => TryAsync(async actor => await Drift.StartAsync(actor, Value!.Integration, repair: false, Leaving));

    private async Task RepairAllAsync()
    {
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Repair what differs?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[]
            {
                "Looker is compared once more first.",
                $"{Times.Count(Value!.Repairable, "difference")} of users, groups and memberships that SCIM manages, and what the comparison finds besides, {(Value.Repairable == 1 ? "is" : "are")} written to Looker again.",
                "Members that were added by hand stay.",
            },
            [nameof(ConfirmDialog.Button)] = "Repair",
        });
        if (confirmed is true)
        {
            await TryAsync(async actor => await Drift.StartAsync(actor, Value!.Integration, repair: true, Leaving));
        }
    }

    private Task DoAsync(DriftItem item, Func<Actor, IntegrationView, Guid, CancellationToken, Task<DriftItem>> what) =>
        TryAsync(async actor => await what(actor, Value!.Integration, item.Id, Leaving));

    private async Task TryAsync(Func<Actor, Task> what)
    {
        _problem = null;
        try
        {
            await what(await Session.ActorAsync());
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }

        await ReloadAsync();
    }

    private string Href(DriftItem item) => $"/integrations/{Id}/{(item.ResourceType == "User" ? "users" : "groups")}/{item.ScimId}";
}
