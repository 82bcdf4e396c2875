using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.People.Views;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Held;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Held;

/// <summary>The changes that wait for a person, and the decisions about them.</summary>
public sealed partial class HeldPage : DataPage<HeldList>
{
    private readonly RowSelection _selected = new();
    private IReadOnlyList<SavedView> _saved = [];

    [Inject] public required HeldQuery Held { get; init; }

    [Inject] public required HeldDialogs Decisions { get; init; }

    [Inject] public required SavedViewService SavedViews { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "action")] public string? ActionFilter { get; set; }

    /// <summary>The key of one of the <see cref="HeldViews"/>; null for everything.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    private HeldFilter Filter => new(Text, UrlState.Word<HeldAction>(ActionFilter), View);

    protected override ChangeTopics Watches => ChangeTopics.Held;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsHeldStill => _selected.Count > 0;

    protected override async Task<HeldList> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        var held = await Held.RunAsync(integration.Key, Filter, Part, ct);
        _selected.Keep(held.Items.Select(row => row.Id));
        return new HeldList(integration, held, await Held.ViewsAsync(integration.Key, ct));
    }

    protected override async Task ArrivedAsync(Actor actor, HeldList value, CancellationToken ct) => _saved = await SavedViews.ListAsync(actor, "held", ct);

    /// <summary>What the buttons of the page apply to, as long as no row is selected: everything that passes the filter.</summary>
    private string Scope(HeldList list) => Filter.IsAny ? $"{list.Held.Total:N0} found" : $"all {list.Held.Total:N0}";

    /// <summary>Whether the change concerns a group: it is deleted, or loses a member.</summary>
    private static bool OfGroup(HeldChange row) => row.GroupKey is not null;

    /// <summary>The account or group that would be taken over; null for another action.</summary>
    private static string? InLooker(HeldChange row) => row.LookerId is null ? null : $"In Looker: {row.LookerName}";

    /// <summary>Null for what SCIM no longer shows.</summary>
    private string? Href(HeldChange row) => row.Action == HeldAction.Delete ? null : $"integrations/{Id}/{(OfGroup(row) ? "groups" : "users")}/{row.ScimId}";

    private static string GuardText(IntegrationPolicies policies) =>
        $"{GuardText(policies.DeletionGuard)}{(policies.Adoption == AdoptionPolicy.Review ? " Accounts and groups that are already in Looker are taken over if a person agrees." : "")}";

    private static string GuardText(DeletionGuardPolicy guard) => guard.Enabled
        ? $"Within {Times.Words(TimeSpan.FromMinutes(guard.WindowMinutes))}, the deletion guard lets up to {guard.MaxPercent} % of the active people go, at most {guard.MaxCount:N0}, and up to {guard.MemberMaxPercent} % of a group's members."
        : "This integration's deletion guard is off, so no further removals are held.";

    private async Task ReleaseAsync()
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ReleaseHeld, new HeldWork([.. _selected.Ids])))
        {
            await DecideAsync(release: true);
        }
    }

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<HeldWork>() is not { } work)
        {
            return;
        }

        foreach (var id in work.Selected)
        {
            _selected.Set(id, selected: true);
        }

        _selected.Keep(Value!.Held.Items.Select(row => row.Id));
        if (_selected.Count == work.Selected.Length)
        {
            await ReleaseAsync();
        }
        else
        {
            Decisions.TellDecidedMeanwhile();
        }
    }

    private Task RejectAsync() => DecideAsync(release: false);

    private async Task DecideAsync(bool release)
    {
        try
        {
            var actor = await Session.ActorAsync();
            var integration = Value!.Integration;
            var chosen = await Held.AllAsync(integration.Key, Filter, Leaving);
            var isSelection = _selected.Count > 0;
            if (isSelection)
            {
                chosen = [.. chosen.Where(choice => _selected.Has(choice.Id))];
            }

            if (await Decisions.DecideAsync(actor, integration, chosen, release, each: isSelection, Leaving))
            {
                _selected.Clear();
            }
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act, new HeldWork([.. _selected.Ids]));
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

/// <param name="Views">Whatever the filter.</param>
public sealed record HeldList(IntegrationView Integration, ResultPage<HeldChange> Held, HeldViews Views);
