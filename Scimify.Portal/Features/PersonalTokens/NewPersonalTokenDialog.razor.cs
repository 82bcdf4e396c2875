using Microsoft.AspNetCore.Components;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.PersonalTokens;

/// <summary>Asks for name and expiry. Closes with the <see cref="IssuedPersonalAccessToken"/>, or with nothing.</summary>
public sealed partial class NewPersonalTokenDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string _name = "";
    private string _expiry = "90";
    private string? _nameError;
    private string? _problem;
    private bool _running;

    [Inject] public required PersonalAccessTokenService Tokens { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private async Task GenerateAsync()
    {
        (_nameError, _problem) = (string.IsNullOrWhiteSpace(_name) ? "Give the token a name." : null, null);
        if (_nameError is not null || _running)
        {
            return;
        }

        _running = true;
        try
        {
            var request = new NewPersonalAccessToken(_name, TokenExpiry.At(_expiry, Clock.GetUtcNow()));
            Dialogs.Close(await Tokens.CreateAsync(await Session.ActorAsync(), request, _leaving.Token));
        }
        catch (ValidationFailedException e) when (e.Of("name") is { } wrong)
        {
            _nameError = wrong;
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
