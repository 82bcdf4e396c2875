using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Profile;

/// <summary>Sets up an authenticator app. Closes with the recovery codes, or with nothing.</summary>
public sealed partial class AuthenticatorDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly string _key = Totp.NewKey();
    private string _code = "";
    private string? _error;
    private string? _problem;
    private bool _running;

    [Inject] public required FactorService Factors { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Parameter, EditorRequired] public required string Account { get; set; }

    /// <summary>Whether the person has an app already.</summary>
    [Parameter] public bool Replaces { get; set; }

    private async Task CheckAsync()
    {
        if (_running)
        {
            return;
        }

        (_error, _problem, _running) = (null, null, true);
        try
        {
            Dialogs.Close(await Factors.AddAppAsync(await Session.ActorAsync(), _key, _code, _leaving.Token));
        }
        catch (ValidationFailedException e) when (e.Of("code") is { } wrong)
        {
            _error = wrong;
        }
        catch (SignInNotFreshException)
        {
            await SignInAgain.LeadAsync(FreshAct.ChangeOwnFactors);
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
