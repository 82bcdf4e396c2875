using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Providers;

/// <summary>One provider: its values, what came of the last try, and its switch.</summary>
public sealed partial class ProviderPage : DataPage<ProviderDetails>
{
    private static readonly Crumb[] Trail = [new("Sign-in providers", "settings/sign-in/providers")];

    private (string Tone, string Text)? _notice;
    private ProviderEdit? _edit;
    private Guid _edited;
    private ValidationFailedException? _invalid;
    private bool _isTrying;
    private DateTimeOffset? _triedBefore;

    [Inject] public required ProviderService Providers { get; init; }

    [Inject] public required JourneyTickets Tickets { get; init; }

    [Inject] public required ConsoleAddresses Addresses { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.People;

    protected override async Task<ProviderDetails> QueryAsync(Actor actor, CancellationToken ct)
    {
        var provider = await Providers.GetAsync(actor, Id, ct);
        if (_edited != Id)
        {
            (_edit, _edited) = (ProviderEdit.Of(provider), Id);
        }

        _isTrying = _isTrying && provider.LastTry?.At == _triedBefore;
        return new(provider, Addresses.Of(ProviderScheme.CallbackOf(Id)), Addresses.Of(ProviderScheme.BackChannelOf(Id)), $"sign-in/try/{Id}?ticket={Uri.EscapeDataString(Tickets.Issue(JourneyPurpose.Try, actor, Id))}");
    }

    private string? Error(string field) => _invalid?.Of(field);

    private async Task Tried()
    {
        (_isTrying, _triedBefore) = (true, Value?.Provider.LastTry?.At);
        await ReloadAsync();
    }

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<ProviderEdit>() is { } kept)
        {
            (_edit, _notice) = (kept, ("wait", ProviderEdit.Kept));
        }
    }

    private void Discard() => (_edit, _invalid, _notice) = (Value is { } view ? ProviderEdit.Of(view.Provider) : null, null, null);

    private Task SaveAsync() => ChangeAsync(actor => Providers.UpdateAsync(actor, Id, _edit!.ToInput(), Leaving), "Saved.");

    private Task SwitchAsync(bool on) => ChangeAsync(
        actor => Providers.UpdateAsync(actor, Id, new ProviderInput(IsEnabled: on), Leaving),
        on ? "It is on: the sign-in page offers it." : "It is off: nobody signs in with it.");

    private async Task RemoveAsync()
    {
        var confirmed = await SignInAgain.IsFreshAsync(FreshAct.ChangeProvider) && await Dialogs.OpenAsync<ConfirmDialog>("Remove this provider?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[]
            {
                $"{Times.Count(Value?.Provider.Use.People ?? 0, "person", "people")} can no longer sign in with it.", "Sessions go on until they end.", "The client secret is deleted.",
            },
            [nameof(ConfirmDialog.Button)] = "Remove provider",
        }) is true;
        if (confirmed && await TryAsync(actor => Providers.DeleteAsync(actor, Id, Leaving)))
        {
            Navigation.NavigateTo("settings/sign-in/providers");
        }
    }

    private async Task ChangeAsync(Func<Actor, Task> change, string done)
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ChangeProvider, _edit) && await TryAsync(change))
        {
            _notice = ("good", done);
            _edited = Guid.Empty;
            await ReloadAsync();
        }
    }

    private async Task<bool> TryAsync(Func<Actor, Task> action)
    {
        (_invalid, _notice) = (null, null);
        try
        {
            await action(await Session.ActorAsync());
            return true;
        }
        catch (ValidationFailedException e)
        {
            (_invalid, _notice) = (e, ("bad", "Something is missing or wrong. Look at the fields in red."));
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
        }

        return false;
    }
}

/// <param name="RedirectUri">To be entered at the provider.</param>
/// <param name="LogoutUri">To be entered at a provider that says when somebody has signed out there.</param>
/// <param name="TryAddress">Where a try begins. Good for an hour, and only for this person.</param>
public sealed record ProviderDetails(ProviderView Provider, string RedirectUri, string LogoutUri, string TryAddress);
