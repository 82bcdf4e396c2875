using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Held;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Held;

namespace Scimify.Portal.Features.Held;

/// <summary>The changes that wait for a person, and the decisions about them.</summary>
public sealed partial class HeldPage : DataPage<HeldList>
{
    private readonly HashSet<Guid> _selected = [];

    [Inject] public required HeldQuery Held { get; init; }

    [Inject] public required HeldChangeService Changes { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "action")] public string? ActionFilter { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private PageRequest Part => PageRequest.Of(Page);

    private HeldFilter Filter => new(Text, UrlState.Word<HeldAction>(ActionFilter));

    private bool IsFiltered => Text is not null || ActionFilter is not null;

    protected override ChangeTopics Watches => ChangeTopics.Held;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsHeldStill => _selected.Count > 0;

    protected override async Task<HeldList> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        var held = await Held.RunAsync(integration.Key, Filter, Part, ct);
        _selected.IntersectWith(held.Items.Select(row => row.Id));    // nothing is decided that is not seen
        return new HeldList(integration, held);
    }

    /// <summary>What the buttons apply to: the selected rows, or else everything that passes the filter.</summary>
    private string Scope(HeldList list) => _selected.Count > 0 ? $"{_selected.Count:N0} selected"
        : IsFiltered ? $"{list.Held.Total:N0} found"
        : $"all {list.Held.Total:N0}";

    private static string GuardText(IntegrationPolicies policies) =>
        $"{GuardText(policies.DeletionGuard)}{(policies.Adoption == AdoptionPolicy.Review ? " Accounts and groups that are already in Looker are taken over if a person agrees." : "")}";

    private static string GuardText(DeletionGuardPolicy guard) => guard.Enabled
        ? $"Within {Times.Words(TimeSpan.FromMinutes(guard.WindowMinutes))}, the deletion guard lets up to {guard.MaxPercent} % of the active people go, at most {guard.MaxCount:N0}, and up to {guard.MemberMaxPercent} % of a group's members."
        : "This integration's deletion guard is off, so no further removals are held.";

    private Task ReleaseAsync() => DecideAsync(
        "Release", "released", (chosen, integration) => HeldWords.Release(chosen, integration), Changes.ReleaseAsync);

    private Task RejectAsync() => DecideAsync(
        "Reject", "rejected", (chosen, _) => HeldWords.Reject(chosen), Changes.RejectAsync);

    private async Task DecideAsync(
        string verb,
        string participle,
        Func<IReadOnlyCollection<HeldChoice>, IntegrationView, IReadOnlyList<string>> consequences,
        Func<Actor, IntegrationView, IReadOnlyCollection<Guid>?, CancellationToken, Task<HeldDecided>> decide)
    {
        try
        {
            var actor = await Session.ActorAsync();
            var integration = Value!.Integration;
            var chosen = await Held.AllAsync(integration.Key, Filter, Leaving);
            if (_selected.Count > 0)
            {
                chosen = [.. chosen.Where(choice => _selected.Contains(choice.Id))];
            }

            if (chosen.Count == 0)
            {
                Toasts.Failed("Somebody else has decided about these in the meantime.");
            }
            else if (await ConfirmedAsync(verb, Times.Count(chosen.Count, "held change"), consequences(chosen, integration)))
            {
                var (count, _) = await decide(actor, integration, [.. chosen.Select(choice => choice.Id)], Leaving);
                Toasts.Done($"{Times.Count(count, "held change")} {(count == 1 ? "was" : "were")} {participle}.");
                _selected.Clear();
            }
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }

        await ReloadAsync();
        Session.Tell();
    }

    private async Task<bool> ConfirmedAsync(string verb, string what, IReadOnlyList<string> consequences) =>
        await Dialogs.OpenAsync<ConfirmDialog>($"{verb} {what}?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = consequences,
            [nameof(ConfirmDialog.Button)] = $"{verb} {what}",
        }) is true;
}

public sealed record HeldList(IntegrationView Integration, ResultPage<HeldChange> Held);
