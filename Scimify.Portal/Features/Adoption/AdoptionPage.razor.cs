using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.People.Views;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;
using Scimify.Portal.Shared.Held;

namespace Scimify.Portal.Features.Adoption;

/// <summary>Looker's users and groups next to the SCIM directory, and the decisions about held adoptions.</summary>
public sealed partial class AdoptionPage : DataPage<AdoptionView>
{
    private readonly RowSelection _selected = new();
    private IReadOnlyList<SavedView> _saved = [];

    [Inject] public required AdoptionQuery Adoption { get; init; }

    [Inject] public required DriftService Drift { get; init; }

    [Inject] public required HeldDialogs Decisions { get; init; }

    [Inject] public required SavedViewService SavedViews { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery] public string? Kind { get; set; }

    /// <summary>The state of the view that is shown (<see cref="InventoryWords.NameOf"/>); null for all.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    protected override ChangeTopics Watches => ChangeTopics.Drift | ChangeTopics.Held | ChangeTopics.Directory;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override bool IsHeldStill => _selected.Count > 0;

    protected override Task<AdoptionView> QueryAsync(Actor actor, CancellationToken ct) =>
        Adoption.RunAsync(actor, Id, InventoryFilter.Of(Kind, InventoryWords.Parse(View), Text), Part, ct);

    protected override async Task ArrivedAsync(Actor actor, AdoptionView value, CancellationToken ct)
    {
        _selected.Keep(value.Rows.Items.Select(row => row.HeldId).OfType<Guid>());
        _saved = await SavedViews.ListAsync(actor, "adoption", ct);
    }

    private static string PolicyText(AdoptionPolicy adoption) => adoption switch
    {
        AdoptionPolicy.Auto => "Matches are taken over automatically, and disabled accounts when somebody agrees.",
        AdoptionPolicy.Review => "Matches are taken over if somebody agrees.",
        _ => "Matches are refused.",
    };

    private static string Detail(InventoryRow row) => row.IsGroup
        ? $"Group{(row.Looker.Members is { } members ? $", {Times.Count(members, "member")}" : "")},"
        : $"{(row.Looker.Email is { } email && email != row.Looker.Name ? email + ", " : "")}{(row.Looker.Traits.HasFlag(InventoryTraits.Disabled) ? "disabled, " : "")}user";

    private Task ReadAsync() => TryAsync(actor => Drift.ReadInventoryAsync(actor, Value!.Integration, Leaving));

    private async Task DecideAsync(Guid[] held, bool release)
    {
        if (release && !await SignInAgain.IsFreshAsync(FreshAct.ReleaseHeld))
        {
            return;
        }

        var groups = Value!.Rows.Items.Where(row => row is { IsGroup: true, HeldId: not null }).Select(row => row.HeldId!.Value).ToHashSet();
        await TryAsync(async actor =>
        {
            if (await Decisions.DecideAsync(
                actor, Value.Integration, [.. held.Select(id => new HeldChoice(id, HeldAction.Adopt, groups.Contains(id)))], release, each: true, Leaving))
            {
                _selected.Clear();
            }
        });
    }

    private async Task TryAsync(Func<Actor, Task> what)
    {
        try
        {
            await what(await Session.ActorAsync());
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act);
            return;
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }

        await ReloadAsync();
        Session.Tell();
    }
}
