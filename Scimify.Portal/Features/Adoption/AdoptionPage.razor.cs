using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Held;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;
using Scimify.Portal.Shared.Held;

namespace Scimify.Portal.Features.Adoption;

/// <summary>Looker's users and groups next to the SCIM directory, and the decisions about held adoptions.</summary>
public sealed partial class AdoptionPage : DataPage<AdoptionView>
{
    private string? _done;
    private string? _problem;

    [Inject] public required AdoptionQuery Adoption { get; init; }

    [Inject] public required DriftService Drift { get; init; }

    [Inject] public required HeldChangeService Held { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery] public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateFilter { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    private bool IsFiltered => Text is not null || Kind is not null || StateFilter is not null;

    protected override ChangeTopics Watches => ChangeTopics.Drift | ChangeTopics.Held | ChangeTopics.Directory;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override Task<AdoptionView> QueryAsync(Actor actor, CancellationToken ct) =>
        Adoption.RunAsync(actor, Id, InventoryFilter.Of(Kind, InventoryWords.Parse(StateFilter), Text), Part, ct);

    private static string PolicyText(AdoptionPolicy adoption) => adoption switch
    {
        AdoptionPolicy.Auto => "Matches are taken over automatically, and disabled accounts when somebody agrees.",
        AdoptionPolicy.Review => "Matches are taken over if somebody agrees.",
        _ => "Matches are refused.",
    };

    private static string Detail(InventoryRow row) => row.IsGroup
        ? $"Group{(row.Looker.Members is { } members ? $", {Times.Count(members, "member")}" : "")},"
        : $"{(row.Looker.Email is { } email && email != row.Looker.Name ? email + ", " : "")}{(row.Looker.Traits.HasFlag(InventoryTraits.Disabled) ? "disabled, " : "")}user";

    private Task ReadAsync() => TryAsync(async actor =>
    {
        await Drift.ReadInventoryAsync(actor, Value!.Integration, Leaving);
        _done = null;
    });

    private async Task DecideAsync(Guid heldId, InventoryRow row, bool release)
    {
        var verb = release ? "Release" : "Reject";
        HeldChoice[] choice = [new(heldId, HeldAction.Adopt, row.IsGroup)];
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>($"{verb} {row.Looker.Name}?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = release ? HeldWords.Release(choice, Value!.Integration) : HeldWords.Reject(choice),
            [nameof(ConfirmDialog.Button)] = verb,
        });
        if (confirmed is true)
        {
            await TryAsync(async actor =>
            {
                var (count, _) = release
                    ? await Held.ReleaseAsync(actor, Value!.Integration, [heldId], Leaving)
                    : await Held.RejectAsync(actor, Value!.Integration, [heldId], Leaving);
                _done = count == 0 ? "Somebody else has decided about it in the meantime."
                    : release ? $"{row.Looker.Name} was released. The next attempt takes it over." : $"{row.Looker.Name} was rejected and is not taken over.";
            });
        }
    }

    private async Task TryAsync(Func<Actor, Task> what)
    {
        (_done, _problem) = (null, null);
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
}
