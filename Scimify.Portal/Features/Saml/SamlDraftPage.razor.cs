using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.People;

namespace Scimify.Portal.Features.Saml;

[ReadsFromLooker]
public sealed partial class SamlDraftPage : DataPage<SamlDraftPageView>
{
    private Dictionary<string, string> _errors = [];
    private string? _done;
    private Place _place;
    private string _title = "";
    private SamlRefused? _refusal;
    private SamlForm? _form;
    private int _shownUnsaved;
    private int _discards;
    private Loadable<IReadOnlyList<SamlFinding>> _check = new Loadable<IReadOnlyList<SamlFinding>>.Loading();
    private string? _checkedOf;
    private PersonNames _names = PersonNames.None;

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required SamlService Saml { get; init; }

    [Inject] public required SamlDraftService Drafts { get; init; }

    [Inject] public required SamlTestLogins TestLogins { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required PersonNamesQuery Names { get; init; }

    [Parameter] public Guid Id { get; set; }

    [Parameter] public Guid DraftId { get; set; }

    protected override async Task<SamlDraftPageView> QueryAsync(Actor actor, CancellationToken ct)
    {
        var integration = await Integrations.GetAsync(actor, Id, ct);
        var choices = Value?.Choices ?? await Saml.ChoicesAsync(actor, Id, ct);
        var draft = await Drafts.GetAsync(actor, Id, DraftId, ct);
        if (_form is null || Unsaved == 0)
        {
            Reset(draft);
        }

        return new(integration, draft, choices);
    }

    /// <summary>The check asks Looker about everybody, so the page does not wait for it.</summary>
    protected override async Task ArrivedAsync(Actor actor, SamlDraftPageView value, CancellationToken ct)
    {
        if (value.Draft.Changes.Count > 0 && _checkedOf != value.Draft.After.Fingerprint)
        {
            _ = CheckAsync(actor, value.Draft);
        }

        _names = await Names.RunAsync(actor, ct);
    }

    /// <summary>How many fields are not in the draft yet.</summary>
    private int Unsaved => (_form?.Touched ?? 0) + (Value is { Draft.Draft.Title: var title } && _form is not null && _title.Trim() != title ? 1 : 0);

    private void Reset(SamlDraftView draft)
    {
        (_form, _title, _errors) = (new SamlForm(draft.After), draft.Draft.Title, []);
        _form.Changed = Noted;
        _shownUnsaved = 0;
    }

    private void Discard()
    {
        _discards++;
        Reset(Value!.Draft);
        _refusal = null;
    }

    /// <summary>The form's own parts render themselves. The bar is part of the page.</summary>
    private void Noted()
    {
        if (Unsaved != _shownUnsaved)
        {
            _shownUnsaved = Unsaved;
            StateHasChanged();
        }
    }

    private async Task CheckAsync() => await CheckAsync(await Session.ActorAsync(), Value!.Draft);

    private async Task CheckAsync(Actor actor, SamlDraftView draft)
    {
        (_check, _checkedOf) = (new Loadable<IReadOnlyList<SamlFinding>>.Loading(), draft.After.Fingerprint);
        try
        {
            _check = new Loadable<IReadOnlyList<SamlFinding>>.Ready(await Saml.ConflictsAsync(actor, Id, draft.Draft.ParsedChanges, Leaving));
        }
        catch (RequestException e)
        {
            _check = new Loadable<IReadOnlyList<SamlFinding>>.Failed(e.Message, IsMissing: false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        StateHasChanged();
    }

    /// <summary>A place on the page.</summary>
    private enum Place
    {
        Top,
        Steps,
        Form,
    }

    private Task SaveAsync() => TryAsync(Place.Form, "The draft is saved.", async actor =>
    {
        var rules = new Dictionary<string, string>();
        var changes = _form!.Changes(Value!.Draft.Draft.ParsedChanges, rules);
        var errors = new FieldErrors();
        foreach (var (field, rule) in rules)
        {
            errors.Add(field, rule);
        }

        errors.ThrowIfAny();

        Reset(await Drafts.UpdateAsync(actor, Id, DraftId, Value.Draft.Draft.Version, _title, changes, rebase: false, Leaving));
    }, saved: false);

    private Task TakeAsync(JsonObject taken) => TryAsync(Place.Top, "The metadata is now in the draft.", async actor =>
    {
        var changes = Value!.Draft.Draft.ParsedChanges;
        foreach (var (name, value) in taken)
        {
            changes[name] = value?.DeepClone();
        }

        await Drafts.UpdateAsync(actor, Id, DraftId, Value.Draft.Draft.Version, null, changes, rebase: false, Leaving);
    });

    private Task RebaseAsync() => TryAsync(Place.Top, "The draft is now based on what Looker has.", actor =>
        Drafts.UpdateAsync(actor, Id, DraftId, Value!.Draft.Draft.Version, null, null, rebase: true, Leaving));

    private Task TestAsync() => TryAsync(Place.Steps, "The test configuration is in Looker.", actor => Drafts.TestAsync(actor, Id, DraftId, Leaving));

    private Task TellAsync(bool passed) => TryAsync(Place.Steps, "The result is recorded, and the test configuration is deleted.", actor => Drafts.TellTestAsync(actor, Id, DraftId, passed, Leaving), saved: false);

    private Task ApproveAsync() => TryAsync(Place.Steps, "The draft is approved.", actor => Drafts.ApproveAsync(actor, Id, DraftId, Value!.Draft.Draft.Version, Leaving));

    private async Task DiscardAsync()
    {
        if (await ConfirmedAsync("Discard the draft?", ["The draft and its test configuration in Looker are deleted.", "The live configuration stays as it is."], "Discard"))
        {
            await TryAsync(Place.Top, null, async actor =>
            {
                await Drafts.DiscardAsync(actor, Id, DraftId, Leaving);
                Discard();
                StateHasChanged();    // leaving asks no more
                Navigation.NavigateTo($"integrations/{Id}/saml");
            }, saved: false);
        }
    }

    private async Task ApplyAsync(string? @override)
    {
        var view = Value!;
        if (!IsSaved(Place.Steps) || !await SignInAgain.IsFreshAsync(FreshAct.ApplySaml))
        {
            return;
        }

        if (@override is null && !await ConfirmedAsync("Apply to Looker?",
            [
                "It takes effect at once for everybody who signs in to Looker.",
                .. SamlWords.Consequences(view.Draft.Changes, view.Names),
                .. _check is Loadable<IReadOnlyList<SamlFinding>>.Ready { Value: var findings } ? findings.Where(f => f.Severity != SamlSeverity.Info).Select(f => f.Message) : [],
            ], "Apply"))
        {
            return;
        }

        await TryAsync(Place.Steps, null, async actor =>
        {
            await Drafts.ApplyAsync(actor, Id, DraftId, view.Draft.Draft.Version, new SamlChange(view.Draft.Now.Revision, Confirm: true, null, @override), Leaving);
            Toasts.Done("Looker has the draft’s settings: it was read back.");
            Navigation.NavigateTo($"integrations/{Id}/saml/revisions");
        });
    }

    private bool IsSaved(Place place)
    {
        if (Unsaved == 0)
        {
            return true;
        }

        (_place, _done, _refusal) = (place, null, new SamlRefused("Your input below is not in the draft yet. Save the draft first.", []));
        return false;
    }

    private async Task<bool> ConfirmedAsync(string title, string[] consequences, string button) =>
        await Dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = consequences,
            [nameof(ConfirmDialog.Button)] = button,
        }) is true;

    /// <param name="place">Where the result is shown.</param>
    /// <param name="done">The message on success; null to leave the page.</param>
    /// <param name="what">If it fails, input stays.</param>
    /// <param name="saved">Requires that all input is saved in the draft, because people would take it as included.</param>
    private async Task TryAsync(Place place, string? done, Func<Actor, Task> what, bool saved = true)
    {
        if (saved && !IsSaved(place))
        {
            return;
        }

        (_place, _done, _refusal, _errors) = (place, null, null, []);
        try
        {
            await what(await Session.ActorAsync());
            _done = done;
            if (done is not null)
            {
                await ReloadAsync();
            }
        }
        catch (ValidationFailedException e)
        {
            _errors = e.Fields.Keys.ToDictionary(field => field, field => e.Of(field)!);
            _refusal = SamlRefused.Of(e);
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act);    // the draft is saved, and waits here
        }
        catch (RequestException e)
        {
            _refusal = SamlRefused.Of(e);
            if (done is null)
            {
                await ReloadAsync();    // what stands against it can be seen then
            }
        }
    }
}

/// <param name="Choices">What can be picked in Looker.</param>
public sealed record SamlDraftPageView(IntegrationView Integration, SamlDraftView Draft, SamlChoices Choices)
{
    public SamlNames Names { get; } = Choices.Names;
}
