using Microsoft.AspNetCore.Components;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations;

public sealed partial class IntegrationSettingsPage : DataPage<IntegrationCard>
{
    private IReadOnlyDictionary<string, string[]> _errors = new Dictionary<string, string[]>();
    private IntegrationEdit _edit = null!;    // set with the data, before anything that shows it is rendered
    private bool _isMeasuring;

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required TokenService Tokens { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required IntegrationSaver Saver { get; init; }

    [Parameter] public Guid Id { get; set; }

    protected override async Task<IntegrationCard> QueryAsync(Actor actor, CancellationToken ct)
    {
        var integration = await Integrations.GetAsync(actor, Id, ct);
        _edit = _edit is { } edit && edit.IsOf(integration) ? edit : new IntegrationEdit(integration);    // what is being typed survives a reload
        return new IntegrationCard(integration, await Integrations.StatusAsync(actor, Id, ct));
    }

    private bool MayChange => May(Permission.ManageIntegrations);

    private string? Error(string field) => FieldSentence.WithoutField(field, _errors.GetValueOrDefault(field));

    private async Task SaveAsync()
    {
        _errors = new Dictionary<string, string[]>();
        try
        {
            var actor = await Session.ActorAsync();
            if (await Saver.SaveAsync(actor, Value!.Integration, _edit, Measuring, Leaving) is not { } saved)
            {
                return;
            }

            _edit = new IntegrationEdit(saved);
            await ReloadAsync();
            Toasts.Done("The settings are saved.");
        }
        catch (ValidationFailedException e)
        {
            _errors = e.Fields;
            Toasts.Failed("Nothing was saved. Check the marked fields.");
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }
    }

    private void Discard()
    {
        _edit = _edit.Discarded();
        _errors = new Dictionary<string, string[]>();
    }

    private void Measuring(bool isMeasuring)
    {
        _isMeasuring = isMeasuring;
        StateHasChanged();
    }

    private async Task DeleteAsync()
    {
        var tokens = await Tokens.ListAsync(await Session.ActorAsync(), includeRevoked: false, Id, Leaving);
        var card = Value!;
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Delete this integration?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[]
            {
                $"{Times.Count(tokens.Count, "SCIM token")} will stop working at once.",
                $"{Times.Count(card.Status.Users, "user")} and {Times.Count(card.Status.Groups, "group")} stay in Looker as they are, and are no longer kept up to date.",
                card.Status.Pending == 0 ? "No change is waiting." : $"{Times.Count(card.Status.Pending, "waiting change")} will never reach Looker.",
                "The provisioning log and the audit log are kept.",
            },
            [nameof(ConfirmDialog.Button)] = "Delete integration",
            [nameof(ConfirmDialog.TypedName)] = card.Integration.Name,
        });
        if (confirmed is not true)
        {
            return;
        }

        try
        {
            await Integrations.DeleteAsync(await Session.ActorAsync(), Id, Leaving);
            Discard();
            Navigation.NavigateTo("integrations");
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }
    }
}
