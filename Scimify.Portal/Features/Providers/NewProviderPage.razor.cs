using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Providers;

/// <summary>Adds a provider, which is then tried on its own page.</summary>
public sealed partial class NewProviderPage : ComponentBase, IDisposable
{
    private static readonly Crumb[] Trail = [new("Sign-in providers", "settings/sign-in/providers")];

    private readonly CancellationTokenSource _leaving = new();
    private ProviderEdit _edit = ProviderEdit.New();
    private ValidationFailedException? _invalid;
    private string? _problem;
    private bool _running;

    [Inject] public required ProviderService Providers { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>Leads to the sign-in page before anything is typed, because that would be lost.</summary>
    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            await SignInAgain.IsFreshAsync(FreshAct.ChangeProvider);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await SignInAgain.TakeAsync<ProviderEdit>() is { } kept)
        {
            (_edit, _problem) = (kept, ProviderEdit.Kept);
            StateHasChanged();
        }
    }

    private string? Error(string field) => _invalid?.Of(field);

    private async Task AddAsync()
    {
        if (_running)
        {
            return;
        }

        (_invalid, _problem, _running) = (null, null, true);
        try
        {
            var id = await Providers.CreateAsync(await Session.ActorAsync(), _edit.ToInput(), _leaving.Token);
            Navigation.NavigateTo($"settings/sign-in/providers/{id}");
        }
        catch (ValidationFailedException e)
        {
            (_invalid, _problem) = (e, "Something is missing or wrong. Look at the fields in red.");
        }
        catch (SignInNotFreshException)
        {
            await SignInAgain.LeadAsync(FreshAct.ChangeProvider, _edit);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _running = false;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
