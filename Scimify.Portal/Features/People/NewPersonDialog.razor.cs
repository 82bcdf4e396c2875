using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.People;

/// <summary>Asks for address and role. Closes with the <see cref="IssuedLink"/>, or with nothing.</summary>
public sealed partial class NewPersonDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string _email = "";
    private PortalRole _role = PortalRole.Auditor;
    private string? _emailError;
    private string? _problem;
    private bool _running;

    [Inject] public required PeopleService People { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required ScimifySettings Settings { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    private async Task AddAsync()
    {
        if (_running)
        {
            return;
        }

        (_emailError, _problem, _running) = (null, null, true);
        try
        {
            Dialogs.Close(await People.InviteAsync(await Session.ActorAsync(), _email, _role, _leaving.Token));
        }
        catch (ValidationFailedException e) when (e.Of("email") is { } wrong)
        {
            _emailError = wrong;
        }
        catch (SignInNotFreshException)
        {
            SignInAgain.Lead();
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
