using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Plan;

namespace Scimify.Portal.Features.Plan;

/// <summary>What waits in plan mode, and the switch that makes the changes.</summary>
public sealed partial class PlanPage : DataPage<PlanView>
{
    private string? _problem;

    [Inject] public required PlanQuery Plan { get; init; }

    [Inject] public required PlanCountQuery Counts { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "kind")] public string? KindFilter { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private PageRequest Part => PageRequest.Of(Page);

    private PlanKind Kind => Enum.TryParse<PlanKind>(KindFilter, out var kind) && Enum.IsDefined(kind) ? kind : PlanKind.People;

    protected override ChangeTopics Watches => ChangeTopics.Directory | ChangeTopics.Integrations;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override Task<PlanView> QueryAsync(Actor actor, CancellationToken ct) => Plan.RunAsync(actor, Id, Kind, Part, ct);

    private static IReadOnlyList<(string Key, string Text)> Kinds(PlanCounts counts) =>
    [
        ("", $"People ({counts.People:N0})"),
        (nameof(PlanKind.Groups), $"Groups ({counts.Groups:N0})"),
        (nameof(PlanKind.Members), $"Members ({counts.Members:N0})"),
        (nameof(PlanKind.Roles), $"Roles ({counts.Roles:N0})"),
    ];

    private async Task GoLiveAsync()
    {
        _problem = null;
        try
        {
            var actor = await Session.ActorAsync();
            if (await GoLiveDialog.ConfirmedAsync(Dialogs, Counts, actor, Value!.Integration, Leaving))
            {
                await Integrations.UpdateAsync(actor, Id, new IntegrationChange { Mode = IntegrationMode.Live }, Leaving);
                Navigation.NavigateTo($"integrations/{Id}");
                return;
            }
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }

        await ReloadAsync();
    }
}
